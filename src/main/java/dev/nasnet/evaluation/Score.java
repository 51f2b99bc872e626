package dev.nasnet.evaluation;

/**
 * The score of a network on held-out images.
 *
 * @param top1 the share of images with their class as the likeliest, 0…1
 * @param top5 the share of images with their class among the five likeliest, 0…1
 * @param loss the mean cross-entropy, without label smoothing and L2
 */
public record Score(double top1, double top5, double loss) {}
