package dev.nasnet.architecture;

/** The layers before the first normal cell, as in figure 2 of arXiv:1707.07012. */
public enum Stem {
  /**
   * A 3×3 stride-2 VALID convolution and two reduction cells at f/4 and f/2 filters. The image must
   * be at least 32 px; with the cells of NASNet-A, the penultimate filters are a multiple of 96.
   */
  IMAGENET(32),
  /**
   * A 3×3 stride-1 SAME convolution and no reduction cell. The image must be at least 8 px; with
   * the cells of NASNet-A, the penultimate filters are a multiple of 24.
   */
  CIFAR(8);

  private final int minimumPixels;

  Stem(int minimumPixels) {
    this.minimumPixels = minimumPixels;
  }

  int minimumPixels() {
    return minimumPixels;
  }
}
