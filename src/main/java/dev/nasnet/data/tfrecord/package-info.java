/**
 * TFRecord files of {@code tf.train.Example}s, read in plain Java. {@link
 * dev.nasnet.data.tfrecord.TfRecords} reads one record after another; {@link
 * dev.nasnet.data.tfrecord.TfRecordFile} is the survey of a whole file: labels, hashes and faults.
 */
@NullMarked
package dev.nasnet.data.tfrecord;

import org.jspecify.annotations.NullMarked;
