package dev.nasnet.evaluation;

/**
 * How a network does on held-out images.
 *
 * @param top1 the share whose likeliest class is right, 0…1
 * @param top5 the share whose right class is among the five likeliest, 0…1
 * @param loss mean cross-entropy, without label smoothing and L2
 */
public record Score(double top1, double top5, double loss) {}
