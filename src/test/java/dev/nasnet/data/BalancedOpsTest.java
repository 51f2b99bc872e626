package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.data.augment.Augmentation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** How often classes and images come in an epoch, by counting. */
class BalancedOpsTest {
  private static final int[] SIZES = {3, 20, 48};

  @TempDir private Path folder;

  private static long[] counts(int[] labels, long seed, long epoch) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var counts = new BalancedOps(tf, List.of(), labels, seed).counts(tf.constant(epoch));
      try (var result = session.runner().fetch(counts).run()) {
        return StdArrays.array1dCopyOf((TInt64) result.get(0));
      }
    }
  }

  /** 71 images of 3 classes, in no order; the label 1 has none. */
  private static int[] labels() {
    List<Integer> all = new ArrayList<>();
    int[] used = {0, 2, 3};
    for (int of = 0; of < SIZES.length; of++) {
      for (int i = 0; i < SIZES[of]; i++) {
        all.add((i * 7 + of) % (all.size() + 1), used[of]);
      }
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void eachClassComesAsOftenAsAnotherAndEachImageOfAClassToo() {
    int[] labels = labels();
    Map<Integer, Long> inThreeEpochs = new TreeMap<>();
    for (long epoch = 0; epoch < 3; epoch++) {
      long[] counts = counts(labels, 5, epoch);
      Map<Integer, List<Long>> byClass =
          IntStream.range(0, labels.length)
              .boxed()
              .collect(
                  Collectors.groupingBy(
                      i -> labels[i], Collectors.mapping(i -> counts[i], Collectors.toList())));
      assertThat(byClass.keySet()).containsExactlyInAnyOrder(0, 2, 3);
      for (List<Long> of : byClass.values()) {
        long sum = of.stream().mapToLong(Long::longValue).sum();
        assertThat(sum).isBetween(71L / 3, 71L / 3 + 1);
        assertThat(of).allMatch(count -> count == sum / of.size() || count == sum / of.size() + 1);
      }
      assertThat(Arrays.stream(counts).sum()).isEqualTo(71);
      byClass.forEach(
          (label, of) ->
              inThreeEpochs.merge(label, of.stream().mapToLong(Long::longValue).sum(), Long::sum));
    }
    // The two images that remain of 71 / 3 go to each class in turn.
    assertThat(inThreeEpochs.values()).containsOnly(71L);
  }

  @Test
  void seedAndEpochDecideWhichImagesCome() {
    int[] labels = labels();
    long[] counts = counts(labels, 5, 1);
    assertThat(counts(labels, 5, 1)).isEqualTo(counts);
    assertThat(counts(labels, 6, 1)).isNotEqualTo(counts);
    assertThat(counts(labels, 5, 2)).isNotEqualTo(counts);
  }

  /** Each image has a grey of its own, by which it is recognized. */
  private DataSource images() throws IOException {
    int grey = 0;
    for (int of = 0; of < SIZES.length; of++) {
      Path name = Files.createDirectories(folder.resolve("class" + of));
      for (int i = 0; i < SIZES[of]; i++) {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 16; pixel++) {
          image.setRGB(pixel % 4, pixel / 4, 0x010101 * (3 * grey));
        }
        ImageIO.write(image, "png", name.resolve(i + ".png").toFile());
        grey++;
      }
    }
    return DataSource.parse("folder:" + folder, LoadOptions.STRICT.trainingOnly());
  }

  private static PipelineOptions options(boolean balanced) {
    return new PipelineOptions(Split.TRAIN, 10, 4, 4, true, 3, Augmentation.NONE, false, false)
        .withBalanced(balanced);
  }

  private static Map<Long, Long> frequencies(Batches.Epoch epoch) {
    return epoch.labels().stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void aPipelineDeliversWhatIsCounted() throws IOException {
    DataSource images = images();
    Batches.Epoch plain = Batches.epochs(images, options(false), 0).get(0);
    assertThat(frequencies(plain)).isEqualTo(Map.of(0L, 3L, 1L, 20L, 2L, 48L));
    List<Batches.Epoch> epochs = Batches.epochs(images, options(true), 0, 1, 0);
    assertThat(frequencies(epochs.get(0))).isEqualTo(Map.of(0L, 24L, 1L, 24L, 2L, 23L));
    assertThat(frequencies(epochs.get(1))).isEqualTo(Map.of(0L, 24L, 1L, 23L, 2L, 24L));
    for (Batches.Epoch epoch : epochs) {
      assertThat(epoch.batchSizes()).isEqualTo(plain.batchSizes());
      Map<Long, List<Float>> seen = new TreeMap<>();
      for (int i = 0; i < epoch.labels().size(); i++) {
        seen.computeIfAbsent(epoch.labels().get(i), label -> new ArrayList<>())
            .add(epoch.images().get(i)[0][0][0]);
      }
      // All 3 and all 20 images come, and no image of 48 comes twice.
      assertThat(seen.get(0L).stream().distinct()).hasSize(3);
      assertThat(seen.get(1L).stream().distinct()).hasSize(20);
      assertThat(seen.get(2L)).doesNotHaveDuplicates();
    }
    assertThat(epochs.get(2).labels()).isEqualTo(epochs.get(0).labels());
    assertThat(epochs.get(1).labels()).isNotEqualTo(epochs.get(0).labels());
    // The order is shuffled: the first ten images are of more than one class.
    assertThat(epochs.get(0).labels().subList(0, 10).stream().distinct().count()).isGreaterThan(1);
  }

  @Test
  void workersShareABalancedEpoch() throws IOException {
    DataSource images = images();
    List<Long> whole = Batches.epochs(images, options(true), 4).get(0).labels();
    List<Long> shares = new ArrayList<>();
    for (int worker = 0; worker < 2; worker++) {
      try (Graph graph = new Graph();
          Session session = new Session(graph)) {
        ShardedInput input = ShardedInput.of(Ops.create(graph), images, options(true), 2, 1);
        input.start(session, 4, 0, worker);
        shares.addAll(Batches.rest(session, input.pipeline()).labels());
      }
    }
    assertThat(shares).containsExactlyInAnyOrderElementsOf(whole);
  }
}
