package dev.nasnet.data;

/**
 * How many images of one class there are.
 *
 * @param name the class's name
 * @param trained images that are trained on
 * @param heldOut images that are held out, to score on
 */
public record ClassCount(String name, int trained, int heldOut) {}
