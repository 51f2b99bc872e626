package dev.nasnet.inference;

/**
 * One class and its probability.
 *
 * @param index the index of the class in the model's output, from 0
 * @param label the name of the class, or its index where the bundle has no class names
 * @param probability the class's probability, 0…1
 */
public record Prediction(int index, String label, float probability) {}
