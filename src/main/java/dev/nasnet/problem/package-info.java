/**
 * The toolkit's two exceptions: {@link dev.nasnet.problem.InvalidInputException} for invalid input
 * and {@link dev.nasnet.problem.FailureException} for failures. Every package may use this package;
 * it imports no other package of the toolkit.
 */
@NullMarked
package dev.nasnet.problem;

import org.jspecify.annotations.NullMarked;
