package dev.nasnet.inference;

import java.util.List;

/**
 * The outputs of a classifier for a batch: one row for each image, one value for each class.
 *
 * @param probabilities float32, the values after the classifier's activation
 * @param ranking float32, the values that rank the classes: the logits where the bundle outputs
 *     them, since different logits may have equal probabilities; else the probabilities
 */
public record ClassScores(List<float[]> probabilities, List<float[]> ranking) {}
