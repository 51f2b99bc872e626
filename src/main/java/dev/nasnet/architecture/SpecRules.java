package dev.nasnet.architecture;

import com.google.errorprone.annotations.FormatMethod;
import dev.nasnet.architecture.CellSet.Plan;
import java.util.Locale;
import java.util.regex.Pattern;

/** Every rule that a {@link NasNetSpec} obeys, in one place. */
final class SpecRules {
  /** slim's auxiliary head pools 5×5 after the stem's three halvings and one reduction. */
  private static final int AUXILIARY_IMAGENET_PIXELS = 67;

  private static final int AUXILIARY_CIFAR_PIXELS = 9;
  private static final int MAXIMUM_CELLS = 200;
  private static final int MAXIMUM_FILTERS = 96 * 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");

  private SpecRules() {}

  static void check(String name, Stem stem, ImageSize size, int cells, int stemFilters) {
    require(
        NAME.matcher(name).matches(),
        "name (%s) must be a letter, then letters, digits or _; try nasnet",
        name);
    require(
        cells >= 1 && cells <= MAXIMUM_CELLS,
        "cells (%d) must be within 1 and %d; Mobile has 4, Large 6",
        cells,
        MAXIMUM_CELLS);
    require(
        stemFilters >= 1 && stemFilters <= MAXIMUM_FILTERS,
        "stemFilters (%d) must be within 1 and %d; Mobile has 32, Large 96",
        stemFilters,
        MAXIMUM_FILTERS);
    require(
        size.shorterSide() >= stem.minimumPixels(),
        "size (%s) must be at least %d px a side for the %s stem; use `size` %d or more",
        size,
        stem.minimumPixels(),
        stem.name().toLowerCase(Locale.ROOT),
        stem.minimumPixels());
  }

  /** Checks the wiring and the penultimate filters, which depend on the cells. */
  static void checkCells(CellSet cells, Stem stem, int count, int filters, Wiring wiring) {
    require(
        cells.plan() == Plan.INSERTED || wiring == Wiring.DIRECT,
        "wiring (skip) must be direct for %s: it has no reduction cells between its stages",
        cells.name());
    if (cells.plan() == Plan.LISTED) {
      require(
          count == cells.places().size() && filters == cells.listedFeatures(),
          "spec (%d@%d) must be %d@%d for the listed plan of %s; omit `spec`",
          count,
          filters,
          cells.places().size(),
          cells.listedFeatures(),
          cells.name());
      return;
    }
    // Keras requires that the widths of the stem cells, f / 4 and f / 2, are whole; where PNASNet
    // has half channels there, TF-slim drops them.
    boolean isWhole = stem == Stem.IMAGENET && cells.plan() == Plan.INSERTED;
    int multiple = cells.lastStates() * (isWhole ? 4 : 1);
    int smallest = cells.lastStates() * (stem == Stem.IMAGENET ? 4 : 1);
    checkFilters(filters, multiple, smallest, cells.lastStates() + (isWhole ? " × 2²" : ""));
  }

  private static void checkFilters(int filters, int multiple, int smallest, String reason) {
    int below = Math.min(filters, MAXIMUM_FILTERS) / multiple * multiple;
    int largest = MAXIMUM_FILTERS / multiple * multiple;
    String nearest =
        below < smallest
            ? "the smallest is " + smallest
            : below + multiple > MAXIMUM_FILTERS
                ? "the largest is " + largest
                : "nearest are %d and %d".formatted(below, below + multiple);
    require(
        filters >= smallest && filters % multiple == 0 && filters <= MAXIMUM_FILTERS,
        "penultimateFilters (%d) must be a multiple of %d (%s); %s",
        filters,
        multiple,
        reason,
        nearest);
  }

  static void checkRates(double momentum, double epsilon, double dropout, double dropPathKeep) {
    require(
        momentum >= 0 && momentum <= 1,
        "batchNormMomentum (%s) must be within 0 and 1; Keras's NASNet has 0.9997",
        momentum);
    require(
        epsilon > 0 && epsilon < 1,
        "batchNormEpsilon (%s) must be above 0 and below 1; Keras's NASNet has 0.001",
        epsilon);
    require(
        dropout >= 0 && dropout < 1,
        "dropout (%s) must be at least 0 and below 1; 0 turns it off",
        dropout);
    require(
        dropPathKeep > 0 && dropPathKeep <= 1,
        "dropPathKeep (%s) must be above 0 and at most 1; 1 turns it off",
        dropPathKeep);
  }

  static void checkAuxiliaryHead(
      boolean auxiliary, CellSet cells, Stem stem, ImageSize size, Head head) {
    if (!auxiliary) {
      return;
    }
    require(
        cells.plan() != Plan.LISTED,
        "auxiliaryHead (true) must be false for the listed plan of %s; omit it",
        cells.name());
    require(
        head instanceof Head.Classifier,
        "auxiliaryHead (%s) needs a classifier; omit one of `noTop` and the auxiliary head",
        auxiliary);
    int minimum = stem == Stem.IMAGENET ? AUXILIARY_IMAGENET_PIXELS : AUXILIARY_CIFAR_PIXELS;
    require(
        size.shorterSide() >= minimum,
        "auxiliaryHead (true) needs an image of at least %d px a side, not %s; use `size` %d",
        minimum,
        size,
        minimum);
  }

  /** A multiplier other than 2 has no reference: Keras's own is only consistent at 2. */
  static void checkFilterMultiplier(int filterMultiplier) {
    require(
        filterMultiplier == 2,
        "filterMultiplier (%d) must be 2: with any other, N @ P no longer names the last cell's"
            + " channels; change penultimateFilters instead",
        filterMultiplier);
  }

  @FormatMethod
  private static void require(boolean condition, String format, Object... values) {
    if (!condition) {
      throw new IllegalSpecException(format.formatted(values));
    }
  }
}
