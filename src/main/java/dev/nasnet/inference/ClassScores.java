package dev.nasnet.inference;

import java.util.List;

/**
 * A batch's classes, a row an image and a value a class.
 *
 * @param probabilities float32, each row adding up to 1
 * @param ranking float32, the values that rank the classes: the logits where the bundle outputs
 *     them, since different logits may have equal probabilities; else the probabilities
 */
public record ClassScores(List<float[]> probabilities, List<float[]> ranking) {}
