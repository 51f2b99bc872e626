package dev.nasnet.evaluation;

/**
 * A held-out image as the network saw it, and what it took it for.
 *
 * @param place among the held-out images, in their fixed order, from 0
 * @param actual its class, by label
 * @param predicted the likeliest class
 * @param probability of the likeliest class, 0…1
 * @param actualProbability of its own class, 0…1
 * @param picture a PNG, RGB, sides of about 96 to 160 pixels
 * @param activation the same under its class activation map for the likeliest class (Zhou et al.,
 *     2016): the last feature map, weighted by the classifier's kernel, brightest where it speaks
 *     most for that class; a PNG of the same size
 */
public record ReviewedImage(
    long place,
    int actual,
    int predicted,
    double probability,
    double actualProbability,
    PngImage picture,
    PngImage activation) {
  /** Whether it was taken for what it is. */
  public boolean isRight() {
    return actual == predicted;
  }
}
