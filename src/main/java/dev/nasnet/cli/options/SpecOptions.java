package dev.nasnet.cli.options;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.RecipePreset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command shares to say which network is meant; a picocli mixin. */
public final class SpecOptions {
  @Option(
      names = "--preset",
      paramLabel = "large|mobile|xception|cifar",
      description = "The form and its defaults (mobile where none is given).")
  private @Nullable Preset preset;

  @Option(
      names = "--spec",
      paramLabel = "N@P",
      description = "Normal cells a stage and penultimate filters, over the preset's.")
  private @Nullable String notation;

  @Option(names = "--size", paramLabel = "PX|HxW", description = "The image's size in pixels.")
  private @Nullable String size;

  @Option(names = "--classes", paramLabel = "K", description = "The number of classes.")
  private @Nullable Integer classes;

  @Option(names = "--logits", description = "Answer logits, not probabilities.")
  private boolean logits;

  @Option(names = "--stem-filters", paramLabel = "F", description = "The stem's channels.")
  private @Nullable Integer stemFilters;

  @Option(names = "--no-top", description = "No classifier; see --pooling.")
  private boolean noTop;

  @Option(
      names = "--pooling",
      paramLabel = "none|avg|max",
      description = "With --no-top: what becomes of the feature map (none).")
  private @Nullable Pooling pooling;

  @Option(
      names = "--dialect",
      paramLabel = "keras|slim|article",
      description = "Whose NASNet-A (keras).")
  private @Nullable Dialect dialect;

  @Option(
      names = "--wiring",
      paramLabel = "skip|direct",
      description = "What the first cell after a reduction takes as previous (the preset's).")
  private @Nullable Wiring wiring;

  @Option(
      names = "--pool-padding",
      paramLabel = "zero|same|timm",
      description = "The border of the reduction cells' pools (the dialect's).")
  private @Nullable PoolPadding poolPadding;

  @Option(
      names = "--aux-head",
      negatable = true,
      description = "Train with slim's auxiliary classifier, or without it.")
  private @Nullable Boolean auxiliaryHead;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      description = "Dropout before the classifier, 0 to below 1; training only.")
  private @Nullable Double dropout;

  @Option(
      names = "--drop-path-keep",
      paramLabel = "P",
      description = "Drop path's final keep probability, above 0 to 1; training only.")
  private @Nullable Double dropPathKeep;

  @Option(
      names = "--bn-momentum",
      paramLabel = "M",
      description = "The share that batch norm's running averages keep, 0 to 1.")
  private @Nullable Double batchNormMomentum;

  @Option(
      names = "--bn-epsilon",
      paramLabel = "E",
      description = "What batch norm adds to a variance, above 0.")
  private @Nullable Double batchNormEpsilon;

  /** Made by picocli. */
  public SpecOptions() {}

  /** The four presets by their words. */
  public enum Preset {
    LARGE,
    MOBILE,
    XCEPTION,
    CIFAR;

    NasNetSpec spec() {
      return switch (this) {
        case LARGE -> NasNetSpec.large();
        case MOBILE -> NasNetSpec.mobile();
        case XCEPTION -> NasNetSpec.xceptionSized();
        case CIFAR -> NasNetSpec.cifar();
      };
    }
  }

  /**
   * The network that was asked for.
   *
   * @throws InvalidInputException if it cannot be built or options contradict each other
   */
  public NasNetSpec spec() {
    return spec(0);
  }

  /**
   * As {@link #spec()}, for a command that knows the classes from its data.
   *
   * @param classesOfData the classes where {@code --classes} is not given; 0 for the preset's
   */
  public NasNetSpec spec(int classesOfData) {
    return over(Preset.MOBILE.spec(), classesOfData, UnaryOperator.identity());
  }

  /**
   * As {@link #spec(int)}; with a recipe, in its form where none is named, regularised by it.
   *
   * @param recipe the one that was named, if one was
   */
  public NasNetSpec spec(int classesOfData, Optional<RecipePreset> recipe) {
    return recipe
        .map(named -> over(named.spec(), classesOfData, named::regularise))
        .orElseGet(() -> spec(classesOfData));
  }

  /**
   * As {@link #spec()}, for a command that knows the network from a file: what is asked for over
   * the file's, or over the preset's if one is named.
   */
  public NasNetSpec over(NasNetSpec known) {
    return over(known, 0, UnaryOperator.identity());
  }

  private NasNetSpec over(
      NasNetSpec known, int classesOfData, UnaryOperator<SpecBuilder> regularise) {
    requireConsistent();
    SpecBuilder form = (preset == null ? known : preset.spec()).toBuilder();
    // The dialect first, then the recipe: what differs from them is set afterwards.
    set(form, dialect, SpecBuilder::dialect);
    SpecBuilder builder = regularise.apply(form.auxiliaryHead(false));
    set(builder, notation, SpecBuilder::notation);
    set(builder, size == null ? null : ImageSize.of(size), SpecBuilder::size);
    set(builder, stemFilters, SpecBuilder::stemFilters);
    setHead(builder, classesOfData);
    set(builder, wiring, SpecBuilder::wiring);
    set(builder, poolPadding, SpecBuilder::poolPadding);
    set(builder, batchNormMomentum, SpecBuilder::batchNormMomentum);
    set(builder, batchNormEpsilon, SpecBuilder::batchNormEpsilon);
    set(builder, dropout, SpecBuilder::dropout);
    set(builder, dropPathKeep, SpecBuilder::dropPathKeep);
    set(builder, auxiliaryHead, SpecBuilder::auxiliaryHead);
    return builder.build();
  }

  /** Whether any option here was given, so that a command can refuse them beside {@code --run}. */
  public boolean given() {
    return !allNull(preset, notation, size, classes, stemFilters, pooling, dialect)
        || !allNull(wiring, poolPadding, dropout, dropPathKeep)
        || !allNull(batchNormMomentum, batchNormEpsilon, auxiliaryHead)
        || logits
        || noTop;
  }

  private static boolean allNull(@Nullable Object... values) {
    return Arrays.stream(values).allMatch(Objects::isNull);
  }

  private void setHead(SpecBuilder builder, int classesOfData) {
    if (noTop) {
      builder.noTop(Objects.requireNonNullElse(pooling, Pooling.NONE));
      return;
    }
    if (classes != null) {
      builder.classes(classes);
    } else if (classesOfData > 0) {
      builder.classes(classesOfData);
    }
    if (logits) {
      builder.logits();
    }
  }

  private void requireConsistent() {
    if (noTop && (classes != null || logits)) {
      throw new InvalidInputException(
          "--no-top (given) takes the classifier away; leave out --classes and --logits");
    }
    if (!noTop && pooling != null) {
      throw new InvalidInputException(
          "--pooling (%s) needs --no-top; add it"
              .formatted(pooling.name().toLowerCase(Locale.ROOT)));
    }
  }

  private static <T> void set(
      SpecBuilder builder, @Nullable T value, BiConsumer<SpecBuilder, T> setter) {
    if (value != null) {
      setter.accept(builder, value);
    }
  }
}
