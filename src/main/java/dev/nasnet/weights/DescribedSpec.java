package dev.nasnet.weights;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Holds the network that is asked for against the one that a file describes. */
final class DescribedSpec {
  private DescribedSpec() {}

  /**
   * A line for each choice that the weights fit, but that computes something else.
   *
   * @throws InvalidInputException if the wiring differs: the weights are worthless then
   */
  static List<String> differences(Path path, KerasModel model, NasNetSpec asked) {
    NasNetSpec file = model.spec();
    if (file.wiring() != asked.wiring()) {
      throw new InvalidInputException(
          "weights (%s) must be used with the wiring of their model, %s, not %s; give `wiring` %s"
              .formatted(path, word(file.wiring()), word(asked.wiring()), word(file.wiring())));
    }
    List<String> lines = new ArrayList<>();
    differ(lines, path, "pool padding", word(file.poolPadding()), word(asked.poolPadding()));
    differ(lines, path, "batch norm epsilon", file.batchNormEpsilon(), asked.batchNormEpsilon());
    differ(lines, path, "image size", file.size(), asked.size());
    head(lines, path, file.head(), asked.head());
    return lines;
  }

  /** A classifier that only one of the two has is reported where its weights are read. */
  private static void head(List<String> lines, Path path, Head file, Head asked) {
    if (file instanceof Head.Classifier theirs && asked instanceof Head.Classifier ours) {
      differ(lines, path, "pooling", word(theirs.pooling()), word(ours.pooling()));
      differ(
          lines,
          path,
          "activation",
          theirs.activation().kerasName(),
          ours.activation().kerasName());
    } else if (file instanceof Head.Features theirs && asked instanceof Head.Features ours) {
      differ(lines, path, "pooling", word(theirs.pooling()), word(ours.pooling()));
    }
  }

  private static void differ(
      List<String> lines, Path path, String what, Object file, Object asked) {
    if (!Objects.equals(file, asked)) {
      lines.add(
          "the model in %s has the %s %s, this network %s, so it predicts other values"
              .formatted(path, what, file, asked));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
