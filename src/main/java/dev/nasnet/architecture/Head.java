package dev.nasnet.architecture;

/** What stands behind the last cell's ReLU. */
public sealed interface Head {
  /**
   * Global pooling and a dense layer.
   *
   * @param classes the number of classes, at least 1
   * @param activation what the Keras model applies to the logits
   * @param pooling the global pooling of the feature map, average or maximum
   */
  record Classifier(int classes, HeadActivation activation, Pooling pooling) implements Head {
    private static final int MAXIMUM = 10_000_000;

    /**
     * Refuses fewer than one class, and a feature map that is not pooled.
     *
     * @param classes the number of classes, at least 1
     * @param activation what the Keras model applies to the logits
     * @param pooling the global pooling of the feature map, average or maximum
     */
    public Classifier {
      if (classes < 1 || classes > MAXIMUM) {
        throw new IllegalSpecException(
            "classes (%d) must be within 1 and %d; ImageNet has 1000".formatted(classes, MAXIMUM));
      }
      if (pooling == Pooling.NONE) {
        throw new IllegalSpecException(
            "pooling (none) must be avg or max before a classifier; Keras's NASNet has avg");
      }
    }

    /**
     * Creates a classifier behind a global average pool, as NASNet's own.
     *
     * @param classes the number of classes, at least 1
     * @param activation the function that makes the output of the logits
     */
    public Classifier(int classes, HeadActivation activation) {
      this(classes, activation, Pooling.AVG);
    }

    Classifier withClasses(int value) {
      return new Classifier(value, activation, pooling);
    }

    Classifier withActivation(HeadActivation value) {
      return new Classifier(classes, value, pooling);
    }

    Classifier withPooling(Pooling value) {
      return new Classifier(classes, activation, value);
    }
  }

  /**
   * No classifier ("no top").
   *
   * @param pooling what becomes of the feature map
   */
  record Features(Pooling pooling) implements Head {}
}
