/**
 * Inference networks computed in plain Java, for the reference outputs of files: {@link
 * dev.nasnet.internal.evaluator.Reference} has the outputs for the images of {@link
 * dev.nasnet.internal.evaluator.ReferenceImages}. No TensorFlow.
 */
@NullMarked
package dev.nasnet.internal.evaluator;

import org.jspecify.annotations.NullMarked;
