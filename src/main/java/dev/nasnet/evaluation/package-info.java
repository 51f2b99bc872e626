/**
 * Scores of a network on held-out images ({@link dev.nasnet.evaluation.ScoringGraph}): accuracy,
 * loss, confusion and a review of single images ({@link dev.nasnet.evaluation.Reviewer}).
 */
@NullMarked
package dev.nasnet.evaluation;

import org.jspecify.annotations.NullMarked;
