package dev.nasnet.architecture;

/** The layers before the first normal cell, as in figure 2 of arXiv:1707.07012. */
public enum Stem {
  /**
   * A 3×3 stride-2 VALID convolution and two reduction cells at f/4 and f/2 filters. The image must
   * be at least 32 px, the penultimate filters a multiple of 96.
   */
  IMAGENET(32, 96, "24 × 2²"),
  /**
   * A 3×3 stride-1 SAME convolution and no reduction cell. The image must be at least 8 px, the
   * penultimate filters a multiple of 24.
   */
  CIFAR(8, 24, "24");

  private final int minimumPixels;
  private final int filterMultiple;
  private final String filterMultipleReason;

  Stem(int minimumPixels, int filterMultiple, String filterMultipleReason) {
    this.minimumPixels = minimumPixels;
    this.filterMultiple = filterMultiple;
    this.filterMultipleReason = filterMultipleReason;
  }

  int minimumPixels() {
    return minimumPixels;
  }

  int filterMultiple() {
    return filterMultiple;
  }

  String filterMultipleReason() {
    return filterMultipleReason;
  }
}
