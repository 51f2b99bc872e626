package dev.nasnet.architecture;

/** What stands behind the last cell's ReLU. */
public sealed interface Head {
  /**
   * Global average pool and a dense layer.
   *
   * @param classes the number of classes, at least 1
   * @param softmax whether the Keras model answers probabilities (true) or logits
   */
  record Classifier(int classes, boolean softmax) implements Head {
    private static final int MAXIMUM = 10_000_000;

    /** Refuses fewer than one class. */
    public Classifier {
      if (classes < 1 || classes > MAXIMUM) {
        throw new IllegalSpecException(
            "classes (%d) must be within 1 and %d; ImageNet has 1000".formatted(classes, MAXIMUM));
      }
    }
  }

  /**
   * No classifier ("no top").
   *
   * @param pooling what becomes of the feature map
   */
  record Features(Pooling pooling) implements Head {}
}
