/**
 * Where training examples come from: the digits that ship, CIFAR-10, image folders and TFRecords,
 * each as a native {@code tf.data} pipeline inside a graph. A source is read and checked in plain
 * Java when it is named, so that damaged data is a one-line error and not a native one. Imports
 * {@code problem} and TensorFlow, nothing else.
 */
@NullMarked
package dev.nasnet.data;

import org.jspecify.annotations.NullMarked;
