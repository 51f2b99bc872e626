package dev.nasnet.cli;

import dev.nasnet.data.ClassCount;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.problem.InvalidInputException;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The numbers of training images and held-out images of each class, as a line of text.
 *
 * @param data the value of {@code --data}
 * @param source the images
 */
record SplitCounts(String data, DataSource source) {
  /** The largest number of classes with which each count is printed, instead of a range. */
  private static final int NAMED = 12;

  private static final int MOST_NAMES = 5;

  /**
   * Checks that there are images to train on and images to score on.
   *
   * @throws InvalidInputException if there are none
   */
  void requireTrainable() {
    if (source.size(Split.TRAIN) == 0) {
      throw new InvalidInputException(
          "--held-out (1) leaves no image of --data (%s) to train on; give a share below 1"
              .formatted(data));
    }
    requireHeldOut("add images");
  }

  /**
   * Checks that there are images to score on.
   *
   * @throws InvalidInputException if there are none
   */
  void requireHeldOut() {
    requireHeldOut("add images, or give --held-out 1 to score all");
  }

  private void requireHeldOut(String cure) {
    if (source.isMultiLabel()) {
      requireLabels();
    } else if (sum(ClassCount::heldOut) == 0) {
      throw new InvalidInputException(
          ("--data (%s) must have a class of two or more different images, so that one can be held"
                  + " out to score on; it has a single image in each of %d classes; %s")
              .formatted(data, withImages().size(), cure));
    }
  }

  /** Average precision needs an image that has a label. */
  private void requireLabels() {
    if (sum(ClassCount::heldOut) == 0) {
      throw new InvalidInputException(
          ("--data (%s) must have a label among the images that are held out to score on, of which"
                  + " there are %d; add images, or give another --held-out")
              .formatted(data, source.size(Split.HELD_OUT)));
    }
  }

  private List<ClassCount> classes() {
    return source.counts();
  }

  /** Returns the counts as one line, with each class's counts where there are few classes. */
  String line() {
    String sums =
        "%d images to train on, %d held out"
            .formatted(source.size(Split.TRAIN), source.size(Split.HELD_OUT));
    return classes().size() <= NAMED
        ? sums + each().collect(Collectors.joining(", ", " (trained on/held out: ", ")"))
        : sums
            + " (%d classes, each %s/%s)"
                .formatted(classes().size(), range(ClassCount::trained), range(ClassCount::heldOut))
            + notHeldOut();
  }

  private Stream<String> each() {
    return classes().stream()
        .map(of -> "%s %d/%d".formatted(of.name(), of.trained(), of.heldOut()));
  }

  private String notHeldOut() {
    List<String> names =
        classes().stream().filter(of -> of.heldOut() == 0).map(ClassCount::name).toList();
    return names.isEmpty()
        ? ""
        : "; none held out of %d classes: %s%s"
            .formatted(
                names.size(),
                String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size()))),
                names.size() > MOST_NAMES ? ", …" : "");
  }

  private List<ClassCount> withImages() {
    return classes().stream().filter(of -> of.trained() > 0).toList();
  }

  private long sum(ToIntFunction<ClassCount> count) {
    return classes().stream().mapToLong(count::applyAsInt).sum();
  }

  private String range(ToIntFunction<ClassCount> count) {
    IntSummaryStatistics all = classes().stream().mapToInt(count).summaryStatistics();
    return all.getMin() == all.getMax()
        ? Integer.toString(all.getMin())
        : "%d to %d".formatted(all.getMin(), all.getMax());
  }
}
