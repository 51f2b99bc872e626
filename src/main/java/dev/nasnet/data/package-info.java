/**
 * The sources of training examples: the digits that ship, CIFAR-10, image folders, tables and
 * TFRecords, each as a native {@code tf.data} pipeline inside a graph. A source is read and checked
 * in plain Java when it is named, so that damaged data is a one-line error and not a native one.
 * {@link dev.nasnet.data.DataSource} is the front door: its method {@code parse} opens a source.
 *
 * <pre>{@code
 * DataSource flowers = DataSource.parse("folder:photos");
 * System.out.println(flowers.classNames() + ", " + flowers.size(Split.TRAIN) + " to train on");
 * }</pre>
 *
 * @serial exclude
 */
@NullMarked
package dev.nasnet.data;

import org.jspecify.annotations.NullMarked;
