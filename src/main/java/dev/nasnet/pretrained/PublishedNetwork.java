package dev.nasnet.pretrained;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.problem.InvalidInputException;
import java.util.Locale;

/**
 * A network with published weights.
 *
 * @param preset the word of {@code --preset} for the network
 * @param spec the network with its classifier
 * @param whole the weights with those of the classifier
 * @param noTop the weights without those of the classifier
 */
record PublishedNetwork(String preset, NasNetSpec spec, PublishedFile whole, PublishedFile noTop) {
  /** Returns whether a network has the size of this one: N, P and the stem. */
  boolean hasSizeOf(NasNetSpec other) {
    return spec.notation().equals(other.notation())
        && spec.stem() == other.stem()
        && spec.stemFilters() == other.stemFilters();
  }

  /** Describes the size, such as {@code 4@1056 with 32 stem filters (--preset mobile)}. */
  String words() {
    return "%s with %d stem filters (`preset` %s)"
        .formatted(spec.notation(), spec.stemFilters(), preset);
  }

  /**
   * Returns the file for a network: that with the classifier if the network has the published
   * classifier and image size.
   *
   * @throws InvalidInputException if the network computes something else than the published one
   */
  PublishedFile fileFor(NasNetSpec other) {
    require("dialect", spec.dialect(), other.dialect());
    require("wiring", spec.wiring(), other.wiring());
    require("pool padding", spec.poolPadding(), other.poolPadding());
    if (spec.batchNormEpsilon() != other.batchNormEpsilon()) {
      throw wrong("batch norm epsilon", other.batchNormEpsilon(), spec.batchNormEpsilon());
    }
    boolean isWhole = hasClassifierOf(other) && other.size().equals(spec.size());
    return isWhole ? whole : noTop;
  }

  /** Returns whether a network has the published number of classes behind an average pool. */
  boolean hasClassifierOf(NasNetSpec other) {
    return other.head() instanceof Head.Classifier classifier
        && classifier.pooling() == Pooling.AVG
        && classifier.classes() == spec.classes();
  }

  /**
   * Refuses a classifier for which no weights are published.
   *
   * @throws InvalidInputException if the network has a classifier of another number of classes or
   *     for another image size
   */
  void requireAll(NasNetSpec other) {
    if (!(other.head() instanceof Head.Classifier classifier)) {
      return;
    }
    if (!hasClassifierOf(other)) {
      throw new InvalidInputException(
          "classes (%d) must be %d, those of the published classifier behind an average pool; omit"
                  .formatted(classifier.classes(), spec.classes())
              + " `classes`, give `noTop`, or train a new classifier with `init` imagenet");
    }
    if (!other.size().equals(spec.size())) {
      throw new InvalidInputException(
          "size (%s) must be %s for the published classifier, as in Keras; omit `size` or give `noTop`"
              .formatted(other.size(), spec.size()));
    }
  }

  private void require(String what, Enum<?> published, Enum<?> given) {
    if (published != given) {
      throw wrong(what, word(given), word(published));
    }
  }

  private InvalidInputException wrong(String what, Object given, Object published) {
    return new InvalidInputException(
        "%s (%s) must be %s, that of Keras's network, for which the weights of ImageNet are published; omit the option"
            .formatted(what, given, published));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
