/**
 * The toolkit's two exceptions: {@link dev.nasnet.problem.InvalidInputException} for invalid input
 * and {@link dev.nasnet.problem.FailureException} for failures. Every package may use this package;
 * it imports no other package of the toolkit.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.open(Path.of("savedmodels/digits"))) {
 *   classifier.classify(Path.of("seven.png"), 1);
 * } catch (InvalidInputException e) {
 *   System.err.println("wrong input: " + e.getMessage());
 * } catch (FailureException e) {
 *   System.err.println("failed: " + e.getMessage());
 * }
 * }</pre>
 */
@NullMarked
package dev.nasnet.problem;

import org.jspecify.annotations.NullMarked;
