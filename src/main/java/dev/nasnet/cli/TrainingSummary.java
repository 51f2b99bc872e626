package dev.nasnet.cli;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.ClassCount;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.ImageSizes;
import dev.nasnet.data.Split;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.image.ImageHeader;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.SavedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a training found before its first step, and what it leads to, in lines for the user. */
final class TrainingSummary {
  private final List<String> lines = new ArrayList<>();

  /**
   * Describes a training.
   *
   * @param counts the counts of the images
   * @param source the training and held-out images
   * @param test the test images, if there are any
   */
  TrainingSummary(SplitCounts counts, DataSource source, Optional<DataSource> test) {
    lines.add(counts.line());
    test.ifPresent(
        of ->
            lines.add("%d images to test on, once, at the end".formatted(of.size(Split.HELD_OUT))));
    classes(source.counts());
    source.sizes().map(TrainingSummary::sizes).ifPresent(lines::add);
  }

  private static String sizes(ImageSizes sizes) {
    String which = sizes.isSample() ? "a sample of %d" : "%d";
    if (size(sizes.smallest()).equals(size(sizes.largest()))) {
      return "%s training images: all %s pixels"
          .formatted(which.formatted(sizes.images()), size(sizes.smallest()));
    }
    return "%s training images: the smallest %s pixels, the largest %s (width x height)"
        .formatted(which.formatted(sizes.images()), size(sizes.smallest()), size(sizes.largest()));
  }

  private static String size(ImageHeader header) {
    return header.width() + "x" + header.height();
  }

  private void classes(List<ClassCount> counts) {
    Comparator<ClassCount> bySize = Comparator.comparingInt(ClassCount::trained);
    ClassCount least = counts.stream().min(bySize).orElseThrow();
    ClassCount most = counts.stream().max(bySize).orElseThrow();
    lines.add(
        "%d classes; the smallest to train on is %s (%d images), the largest %s (%d)"
            .formatted(counts.size(), least.name(), least.trained(), most.name(), most.trained()));
  }

  /**
   * Adds the network and how its images are varied.
   *
   * @param data the value of {@code --data}
   */
  TrainingSummary with(Network network, Recipe recipe, String data) {
    lines.add(
        String.format(
            Locale.ROOT,
            "network %s, %s at %s, %,d parameters",
            network.spec().name(),
            network.spec().notation(),
            network.spec().size(),
            network.parameters()));
    Augmentation how = recipe.augmentation();
    lines.add("training images: %s; %s".formatted(Described.of(how), mirrors(how.flip(), data)));
    return this;
  }

  private static String mirrors(boolean flips, String data) {
    if (data.equals("digits")) {
      return "digits are never mirrored";
    }
    return flips
        ? "half of them are mirrored (--no-flip mirrors none)"
        : "none are mirrored (--flip mirrors half of them)";
  }

  /** Adds a line, if there is one. */
  TrainingSummary with(Optional<String> line) {
    line.ifPresent(lines::add);
    return this;
  }

  /** Returns the lines that are printed before the first step. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns the lines that are printed after the last step; none if there is no checkpoint. */
  static List<String> atEnd(Path run, Recipe recipe) {
    List<String> end = new ArrayList<>();
    new RunFolder(run).best().ifPresent(best -> end.add(best(best, recipe)));
    Path report = run.resolve("report.html");
    if (!end.isEmpty() && Files.exists(report)) {
      end.add("report: " + report);
    }
    if (!end.isEmpty()) {
      end.add("next: nasnet export --run %s --out MODEL".formatted(run));
    }
    return end;
  }

  private static String best(SavedState best, Recipe recipe) {
    String form =
        recipe.multiLabel()
            ? "best epoch %d: held-out exact match %.2f %%"
            : "best epoch %d: held-out %.2f %%";
    String line = String.format(Locale.ROOT, form, best.epoch(), 100 * best.top1());
    return best.macroAveragePrecision()
        .map(mean -> line + String.format(Locale.ROOT, ", macro average precision %.4f", mean))
        .orElse(line);
  }
}
