/**
 * Bundles for other programs, written whole or not at all: a network and its weights as a TF2
 * object-graph SavedModel that TensorFlow, Keras and serving systems load. The front door is {@link
 * dev.nasnet.export.savedmodel.SavedModelWriter}.
 *
 * <p>May import {@code graph}, {@code weights}, {@code architecture}, {@code files} and {@code
 * problem}; knows neither training nor inference.
 */
@NullMarked
package dev.nasnet.export;

import org.jspecify.annotations.NullMarked;
