package dev.nasnet.cli;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.data.DataSource;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.RecipePreset;
import dev.nasnet.run.RunDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The run in the folder that {@code --init} names. Without options that describe a network, its
 * network is trained.
 *
 * @param folder the run's folder
 * @param spec the run's network
 */
record InitialRun(Path folder, NasNetSpec spec) {
  /** What two networks must have in common so that their variables have the same shapes. */
  private static final List<Function<NasNetSpec, Object>> OF_SHAPES =
      List.of(
          NasNetSpec::cellSet,
          NasNetSpec::cells,
          NasNetSpec::penultimateFilters,
          NasNetSpec::stem,
          NasNetSpec::stemFilters,
          NasNetSpec::wiring);

  /**
   * Returns the network to train: that of the options, of which those that are not given are those
   * of the run of {@code --init}, if it names one.
   *
   * @param init the value of {@code --init}, or null
   * @param recipe the published recipe, which names a network
   * @param data the training data, which sets the number of classes and the activation: sigmoids
   *     where an image has any number of labels
   * @param messages receives a line where the run decides
   * @throws InvalidInputException if the options describe a network that the run's weights do not
   *     fit
   */
  static NasNetSpec network(
      @Nullable Path init,
      SpecOptions options,
      Optional<RecipePreset> recipe,
      DataSource data,
      Consumer<String> messages) {
    int classes = data.classNames().size();
    Optional<InitialRun> run = of(init);
    if (run.isEmpty()) {
      return activated(options.spec(classes, recipe), data.isMultiLabel());
    }
    NasNetSpec spec =
        recipe.isPresent()
            ? options.spec(classes, recipe)
            : options.spec(classes, run.get().spec());
    run.get().requireFit(spec);
    if (!options.given() && recipe.isEmpty()) {
      messages.accept(
          "network %s at %s px, that of %s".formatted(spec.notation(), spec.size(), init));
    }
    return activated(spec, data.isMultiLabel());
  }

  private static NasNetSpec activated(NasNetSpec spec, boolean isMultiLabel) {
    boolean isSigmoid =
        spec.head() instanceof Head.Classifier head && head.activation() == HeadActivation.SIGMOID;
    return isSigmoid == isMultiLabel
        ? spec
        : spec.toBuilder()
            .activation(isMultiLabel ? HeadActivation.SIGMOID : HeadActivation.SOFTMAX)
            .build();
  }

  private static Optional<InitialRun> of(@Nullable Path init) {
    return init != null && Files.exists(init.resolve(RunDescription.FILE))
        ? Optional.of(new InitialRun(init, RunDescription.read(init).spec()))
        : Optional.empty();
  }

  private void requireFit(NasNetSpec chosen) {
    if (OF_SHAPES.stream().allMatch(part -> part.apply(spec).equals(part.apply(chosen)))) {
      return;
    }
    throw new InvalidInputException(
        "--init (%s) has weights of %s, which do not fit the %s of the options; omit the options of the network%s"
            .formatted(
                folder,
                spec.notation(),
                chosen.notation(),
                SpecConfig.words(spec).map(", or give "::concat).orElse("")));
  }
}
