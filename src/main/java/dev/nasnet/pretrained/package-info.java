/**
 * The weights that Keras publishes for ImageNet, without TensorFlow: {@link
 * dev.nasnet.pretrained.PretrainedWeights} finds them in Keras's cache or downloads them, and
 * {@link dev.nasnet.pretrained.ImageNetClasses} holds the names of their classes. A file is used
 * only if it has the MD5 that Keras states.
 *
 * <pre>{@code
 * PretrainedWeights published = PretrainedWeights.imagenet(NasNetSpec.mobile());
 * Weights weights =
 *     WeightsFile.open(published.file()).load(Network.of(published.network())).weights();
 * }</pre>
 */
@NullMarked
package dev.nasnet.pretrained;

import org.jspecify.annotations.NullMarked;
