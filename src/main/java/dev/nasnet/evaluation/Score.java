package dev.nasnet.evaluation;

/**
 * The score of a network on held-out images.
 *
 * @param top1 the share of images whose class is the likeliest, 0…1
 * @param top5 the share of images whose class is among the five likeliest, 0…1
 * @param loss the mean cross-entropy, without label smoothing and L2
 */
public record Score(double top1, double top5, double loss) {}
