/**
 * Scores of a network on held-out images ({@link dev.nasnet.evaluation.ScoringGraph}): accuracy,
 * loss, confusion and a review of single images ({@link dev.nasnet.evaluation.Reviewer}).
 *
 * <pre>{@code
 * // Three images of two classes; the second image is predicted as the wrong class.
 * ClassificationMetrics metrics =
 *     ClassificationMetrics.of(
 *         2,
 *         new int[] {0, 0, 1},
 *         new int[] {0, 1, 1},
 *         List.of(
 *             new float[] {0.9f, 0.1f}, new float[] {0.4f, 0.6f}, new float[] {0.2f, 0.8f}));
 * System.out.printf("top-1 %.3f, loss %.3f%n", metrics.top1(), metrics.loss());
 * }</pre>
 *
 * @serial exclude
 */
@NullMarked
package dev.nasnet.evaluation;

import org.jspecify.annotations.NullMarked;
