package dev.nasnet.evaluation;

/**
 * A held-out image as the network received it, with the prediction.
 *
 * @param place the index among the held-out images in their fixed order, from 0
 * @param actual the label of its class
 * @param predicted the label of the predicted class
 * @param probability the probability of the predicted class, 0…1
 * @param actualProbability the probability of its own class, 0…1
 * @param picture the image, a PNG, RGB, with sides of about 96 to 160 pixels
 * @param activation the image under its class activation map for the predicted class (Zhou et al.,
 *     arXiv:1512.04150): the last feature map, weighted by the classifier's kernel, brightest where
 *     it contributes most to that class; a PNG of the same size
 */
public record ReviewedImage(
    long place,
    int actual,
    int predicted,
    double probability,
    double actualProbability,
    PngImage picture,
    PngImage activation) {
  /** {@return whether the prediction is correct} */
  public boolean isRight() {
    return actual == predicted;
  }
}
