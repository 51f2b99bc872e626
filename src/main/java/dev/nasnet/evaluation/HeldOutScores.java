package dev.nasnet.evaluation;

/**
 * The scores of a network on the held-out images.
 *
 * @param exported the score of the exported values: the averages where they are kept, else the
 *     weights
 * @param raw the score of the weights themselves
 */
public record HeldOutScores(Score exported, Score raw) {}
