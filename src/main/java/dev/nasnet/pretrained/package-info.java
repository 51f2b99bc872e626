/**
 * The weights that Keras publishes for ImageNet, without TensorFlow: {@link
 * dev.nasnet.pretrained.PretrainedWeights} finds them in Keras's cache or downloads them, and
 * {@link dev.nasnet.pretrained.ImageNetClasses} holds the names of their classes. No file is used
 * whose MD5 differs from that which Keras states.
 */
@NullMarked
package dev.nasnet.pretrained;

import org.jspecify.annotations.NullMarked;
