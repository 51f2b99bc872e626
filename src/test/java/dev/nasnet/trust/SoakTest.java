package dev.nasnet.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.data.DigitImages;
import dev.nasnet.inference.Classifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory over a long time: {@code mvn test -Pnightly -Dtest=SoakTest}. A tenth of the way counts as
 * warming up; from then on the heap in use after a collection and the resident size must not grow
 * by 5 %, nor the number of natives at all. {@code -Dnasnet.soak=0.1} goes a tenth of the way.
 */
@Tag("nightly")
class SoakTest {
  private static final double SHARE = Double.parseDouble(System.getProperty("nasnet.soak", "1"));
  private static final double MOST_GROWTH = 1.05;
  private static final List<byte[]> IMAGES = DigitImages.png(20);

  /** What is held at one moment; MiB. */
  private record Held(double heap, double resident, long natives) {
    static Held now() {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      return new Held(
          (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0,
          Pointer.physicalBytes() / 1048576.0,
          Pointer.totalCount());
    }
  }

  @TempDir private Path folder;

  @Test
  void aHundredThousandClassifications() {
    try (Classifier classifier = Classifier.open(small())) {
      soak(100_000, i -> classifier.classify(IMAGES.get(i % 20), 3));
    }
  }

  /** A second each, most of it TensorFlow's first answer. */
  @Test
  void tenThousandOpenings() {
    Path model = small();
    soak(10_000, i -> open(model, true));
  }

  /** Of the bundle that opens soonest, and to answer for the first time takes longest. */
  @Test
  void tenThousandOpeningsOfAnOptimisedBundle() {
    Path model = small("--optimize", "serving");
    soak(10_000, i -> open(model, i % 10 == 0));
  }

  private static void open(Path model, boolean answers) {
    try (Classifier classifier = Classifier.open(model)) {
      if (answers) {
        classifier.classify(IMAGES.get(0), 1);
      }
    }
  }

  private static void soak(int whole, IntConsumer work) {
    int times = (int) (whole * SHARE);
    Held begin = Held.now();
    for (int i = 0; i < times; i++) {
      work.accept(i);
      if ((i + 1) % (times / 10) == 0) {
        Held held = Held.now();
        begin = i + 1 == times / 10 ? held : begin;
        System.out.printf("%d of %d: %s%n", i + 1, times, held);
      }
    }
    Held end = Held.now();
    assertThat(end.natives()).isLessThanOrEqualTo(begin.natives());
    assertThat(end.heap()).isLessThan(begin.heap() * MOST_GROWTH);
    assertThat(end.resident()).isLessThan(begin.resident() * MOST_GROWTH);
  }

  private Path small(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                ("export --preset cifar --spec 1@24 --stem-filters 6 --size 8 --classes 10 --random"
                        + " --out "
                        + folder.resolve("model"))
                    .split(" ")));
    words.addAll(List.of(more));
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return folder.resolve("model");
  }
}
