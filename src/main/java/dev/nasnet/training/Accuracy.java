package dev.nasnet.training;

/**
 * Held-out accuracy.
 *
 * @param top1 the share whose likeliest class is right, 0…1
 * @param top5 the share whose right class is among the five likeliest, 0…1
 */
public record Accuracy(double top1, double top5) {}
