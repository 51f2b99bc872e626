/**
 * Predictions by an exported bundle. {@link dev.nasnet.inference.Classifier} opens a bundle and
 * classifies images; {@link dev.nasnet.inference.ImageModel} outputs features too; {@link
 * dev.nasnet.inference.BundleVerifier} compares a bundle's outputs with its reference outputs. A
 * bundle is all that these classes read: neither the training's run nor a layer list.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.open(Path.of("savedmodels/digits"))) {
 *   for (Prediction prediction : classifier.classify(Path.of("seven.png"), 3)) {
 *     System.out.printf("%s %.3f%n", prediction.label(), prediction.probability());
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.nasnet.inference;

import org.jspecify.annotations.NullMarked;
