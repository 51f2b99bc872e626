package dev.nasnet.cli.options;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.RecipePreset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a network; a picocli mixin. */
@HelpSection.In(HelpSection.NETWORK)
public final class SpecOptions {
  @Option(
      names = "--preset",
      paramLabel = "large|mobile|xception|cifar|pnasnet-large|pnasnet-mobile",
      description = {
        "The network that provides the defaults of the options below: large (6@4032 at 331 px),"
            + " mobile (4@1056 at 224 px), xception (7@1920 at 299 px), pnasnet-large (4@4320 at"
            + " 331 px), pnasnet-mobile (3@1080 at 224 px), all with 1000 classes, or cifar (6@768"
            + " at 32 px with 10 classes).",
        "Default: the network that a file or recipe names, otherwise mobile."
      })
  private @Nullable NetworkPreset preset;

  @Option(
      names = "--cell",
      paramLabel = "FILE",
      description =
          "The cells, as a cell file (JSON, see docs/cells.md) or the text of a DARTS genotype. P"
              + " changes with the number of the normal cell's outputs (default: the preset's).")
  private @Nullable Path cells;

  @Option(
      names = "--spec",
      paramLabel = "N@P",
      description =
          "The number N of normal cells per stage, 1 to 200, and the number P of channels of the"
              + " last cell's output, a multiple of 96, or of 24 for --preset cifar; with other"
              + " cells, of other numbers (default: the preset's).")
  private @Nullable String notation;

  @Option(
      names = "--size",
      paramLabel = "PX|HxW",
      description =
          "The side of a square input image, or its height and width, in pixels (default: the"
              + " preset's).")
  private @Nullable String size;

  @Option(
      names = "--classes",
      paramLabel = "K",
      description =
          "The number of classes, at least 1 (default: those of the data or file, otherwise the"
              + " preset's).")
  private @Nullable Integer classes;

  @Option(
      names = "--logits",
      description = "Output logits instead of probabilities (default: probabilities).")
  private boolean logits;

  @Option(
      names = "--stem-filters",
      paramLabel = "F",
      description =
          "The number of channels of the stem's convolution, 1 to 96000 (default: the preset's).")
  private @Nullable Integer stemFilters;

  @Option(
      names = "--no-top",
      description =
          "Leave the classifier out, so that the network outputs features; see --pooling (default:"
              + " with the classifier).")
  private boolean noTop;

  @Option(
      names = "--pooling",
      paramLabel = "none|avg|max",
      description =
          "With --no-top, the global pooling of the feature map: avg or max gives one vector per"
              + " image, none the whole map (default: none).")
  private @Nullable Pooling pooling;

  @Option(
      names = "--dialect",
      paramLabel = "keras|slim|article",
      description =
          "The implementation of NASNet-A that the network follows: that of Keras, that of TF-slim,"
              + " or that of the Qiita article (default: the file's, otherwise keras).")
  private @Nullable Dialect dialect;

  @Option(
      names = "--wiring",
      paramLabel = "skip|direct",
      description =
          "The previous input of the first cell after a reduction: the input before the reduction"
              + " cell's (skip) or the reduction cell's own (direct). Weights of one predict"
              + " nothing useful in the other (default: the preset's).")
  private @Nullable Wiring wiring;

  @Option(
      names = "--pool-padding",
      paramLabel = "zero|same|timm",
      description =
          "What the pools of reduction cells read beyond the border of a feature map: zero reads"
              + " zeros (as Keras does), same ignores what lies beyond (as TF-slim does), timm"
              + " ignores it in maximum pools and reads zeros in average pools (as timm does)."
              + " Weights need the padding with which they were trained (default: the dialect's).")
  private @Nullable PoolPadding poolPadding;

  @Option(
      names = "--aux-head",
      negatable = true,
      description = {
        "Train with TF-slim's auxiliary classifier, or without it with --no-aux-head.",
        "Default: with it for --recipe, otherwise without."
      })
  private @Nullable Boolean auxiliaryHead;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      description =
          "The dropout rate before the classifier in training, at least 0 and below 1; 0 for none"
              + " (default: the recipe's, otherwise the dialect's).")
  private @Nullable Double dropout;

  @Option(
      names = "--drop-path-keep",
      paramLabel = "P",
      description =
          "The probability with which drop path keeps a branch of the last cell at the end of the"
              + " training, above 0 and at most 1; 1 for no drop path (default: the recipe's,"
              + " otherwise 1).")
  private @Nullable Double dropPathKeep;

  @Option(
      names = "--bn-momentum",
      paramLabel = "M",
      description =
          "The share of its running averages that batch norm keeps at each training step, 0 to 1"
              + " (default: the recipe's, otherwise the dialect's).")
  private @Nullable Double batchNormMomentum;

  @Option(
      names = "--bn-epsilon",
      paramLabel = "E",
      description =
          "The number that batch norm adds to a variance, above 0 and below 1 (default: the"
              + " recipe's, otherwise the dialect's).")
  private @Nullable Double batchNormEpsilon;

  /** Creates options without values. */
  public SpecOptions() {}

  /** Returns options of which at most {@code --cell} is given. */
  public static SpecOptions ofCells(@Nullable Path file) {
    SpecOptions options = new SpecOptions();
    options.cells = file;
    return options;
  }

  /** Returns the cells of {@code --cell}; empty if it is not given. */
  public Optional<CellSet> cells() {
    return Optional.ofNullable(cells).map(CellSet::read);
  }

  /** Returns the network that the options describe. */
  public NasNetSpec spec() {
    return spec(0);
  }

  /** Returns the network with a number of classes without {@code --classes}; 0 for the preset's. */
  public NasNetSpec spec(int classesOfData) {
    return over(NetworkPreset.MOBILE.spec(), classesOfData, UnaryOperator.identity());
  }

  /**
   * Returns the network that the options describe, for a command that trains it.
   *
   * @param classesOfData the number of classes if {@code --classes} is not given
   * @param recipe sets the regularisation and, without {@code --preset}, the network
   * @throws InvalidInputException if {@code --no-top} is given: training needs the classifier
   */
  public NasNetSpec spec(int classesOfData, Optional<RecipePreset> recipe) {
    requireClassifier();
    return recipe
        .map(named -> over(named.spec(), classesOfData, named::regularise))
        .orElseGet(() -> spec(classesOfData));
  }

  /**
   * Returns the network that the options describe, for a command that trains a run's weights.
   *
   * @param classesOfData the number of classes if {@code --classes} is not given
   * @param run the run's network, which is used as the file's in {@link #over}
   */
  public NasNetSpec spec(int classesOfData, NasNetSpec run) {
    requireClassifier();
    return preset == null
        ? over(run, classesOfData, form -> form.auxiliaryHead(run.auxiliaryHead()))
        : spec(classesOfData);
  }

  private void requireClassifier() {
    if (noTop) {
      throw new InvalidInputException(
          "--no-top removes the classifier, which a training needs; omit it");
    }
  }

  /** Returns the network of a file as the options change it; {@code --preset} replaces it. */
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
    set(builder, cells == null ? null : CellSet.read(cells), SpecBuilder::cellSet);
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

  /** Returns whether any of these options is given, for a command that must refuse them. */
  public boolean given() {
    return !allNull(preset, cells, notation, size, classes, stemFilters, pooling, dialect)
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
          "--no-top removes the classifier, which %s needs; omit one of them"
              .formatted(logits ? "--logits" : "--classes (%d)".formatted(classes)));
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
