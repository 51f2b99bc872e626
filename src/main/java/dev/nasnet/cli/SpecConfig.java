package dev.nasnet.cli;

import com.google.gson.JsonObject;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Stem;
import dev.nasnet.cli.options.NetworkPreset;
import dev.nasnet.internal.json.JsonMembers;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The options that describe a network, for {@link TrainConfig}; the data sets the classes. */
final class SpecConfig {
  private static final List<String> TRAINING_ONLY =
      List.of("bn-momentum", "dropout", "drop-path-keep", "aux-head");

  private SpecConfig() {}

  static void add(JsonObject options, NasNetSpec spec) {
    NetworkPreset preset = preset(spec);
    if (!spec.cellSet().equals(preset.spec().cellSet())) {
      throw new InvalidInputException(
          "network (%s) has cells of its own, which are no option's value; give --cell and the others"
              .formatted(spec.name()));
    }
    options.addProperty("preset", preset.toString());
    options.addProperty("spec", spec.notation());
    options.addProperty("size", spec.size().toString());
    options.addProperty("stem-filters", spec.stemFilters());
    options.addProperty("dialect", JsonMembers.word(spec.dialect()));
    options.addProperty("wiring", JsonMembers.word(spec.wiring()));
    options.addProperty("pool-padding", JsonMembers.word(spec.poolPadding()));
    options.addProperty("bn-momentum", spec.batchNormMomentum());
    options.addProperty("bn-epsilon", spec.batchNormEpsilon());
    options.addProperty("dropout", spec.dropout());
    options.addProperty("drop-path-keep", spec.dropPathKeep());
    options.addProperty("aux-head", spec.auxiliaryHead());
    if (spec.head() instanceof Head.Classifier classifier
        && classifier.activation() == HeadActivation.LINEAR) {
      options.addProperty("logits", true);
    }
  }

  /**
   * Returns the words of a command line that describe a network's inference: the preset, and what
   * differs from it. It is empty for a network with cells of its own.
   */
  static Optional<String> words(NasNetSpec spec) {
    NasNetSpec preset = preset(spec).spec();
    if (!spec.cellSet().equals(preset.cellSet())) {
      return Optional.empty();
    }
    JsonObject options = new JsonObject();
    add(options, spec);
    JsonObject implied = new JsonObject();
    add(implied, preset);
    implied.remove("preset");
    TRAINING_ONLY.forEach(options::remove);
    return Optional.of(
        options.entrySet().stream()
            .filter(option -> !option.getValue().equals(implied.get(option.getKey())))
            .map(option -> "--%s %s".formatted(option.getKey(), option.getValue().getAsString()))
            .map(words -> words.replaceFirst(" true$", ""))
            .collect(Collectors.joining(" ")));
  }

  /** Returns the preset that has the network's name, or else its stem. */
  private static NetworkPreset preset(NasNetSpec spec) {
    for (NetworkPreset preset : NetworkPreset.values()) {
      if (spec.name().equals(preset.spec().name())) {
        return preset;
      }
    }
    return spec.stem() == Stem.CIFAR ? NetworkPreset.CIFAR : NetworkPreset.MOBILE;
  }
}
