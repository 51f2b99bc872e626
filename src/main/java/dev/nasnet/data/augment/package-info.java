/**
 * Augmentation of training images as ops of a TensorFlow graph. {@link
 * dev.nasnet.data.augment.Augmentation} describes how images are varied; {@link
 * dev.nasnet.data.augment.ImagePreparation} adds the ops for one image and {@link
 * dev.nasnet.data.augment.MixupOps} those for a batch. All draws are stateless ({@link
 * dev.nasnet.data.augment.RandomDraws}).
 *
 * @serial exclude
 */
@NullMarked
package dev.nasnet.data.augment;

import org.jspecify.annotations.NullMarked;
