package dev.nasnet.inference;

/**
 * One class and how likely it is.
 *
 * @param index the class's place in the model's output, from 0
 * @param label its name, or its index where the bundle names no classes
 * @param probability 0…1
 */
public record Prediction(int index, String label, float probability) {}
