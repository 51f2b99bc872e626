package dev.nasnet.data.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldoutRuleTest {
  private record Image(String name, int label) {}

  /** Classes of 1, 2, 3, 10 and 101 images, in turn. */
  private static List<Image> images() {
    return IntStream.range(0, 101)
        .boxed()
        .flatMap(
            i ->
                Stream.of(
                    new Image("a" + i, i < 1 ? 0 : HoldoutRule.NEITHER),
                    new Image("b" + i, i < 2 ? 1 : HoldoutRule.NEITHER),
                    new Image("c" + i, i < 3 ? 2 : HoldoutRule.NEITHER),
                    new Image("d" + i, i < 10 ? 3 : HoldoutRule.NEITHER),
                    new Image("e" + i, 4)))
        .collect(Collectors.toList());
  }

  private static Set<Image> held(List<Image> images, double share) {
    long[] hashes =
        images.stream()
            .mapToLong(i -> HoldoutRule.hash(i.name().getBytes(StandardCharsets.UTF_8)))
            .toArray();
    int[] labels = images.stream().mapToInt(Image::label).toArray();
    boolean[] held = new HoldoutRule(share).heldOut(hashes, labels);
    return IntStream.range(0, held.length)
        .filter(i -> held[i])
        .mapToObj(images::get)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.05, 0.2, 0.5, 0.77, 0.9999})
  void eachClassOfTwoOrMoreHasTheNearestShareAndOneImageOnEachSide(double share) {
    Map<Integer, Long> counts =
        held(images(), share).stream()
            .collect(Collectors.groupingBy(Image::label, Collectors.counting()));
    Map<Integer, Long> expected = new HashMap<>();
    int[] sizes = {1, 2, 3, 10, 101};
    for (int label = 1; label < sizes.length; label++) {
      expected.put(
          label, Math.min(sizes[label] - 1, Math.max(1, Math.round(sizes[label] * share))));
    }
    assertThat(counts).isEqualTo(expected);
  }

  @Test
  void theOrderDoesNotMatter() {
    Set<Image> before = held(images(), 0.2);
    List<Image> shuffled = images();
    Collections.shuffle(shuffled, new Random(1));
    assertThat(held(shuffled, 0.2)).isEqualTo(before);
    List<Image> byClass = images();
    byClass.sort(Comparator.comparing(Image::label));
    assertThat(held(byClass, 0.2)).isEqualTo(before);
  }

  /** A tenth more images: of those that were there before hardly one changes sides. */
  @Test
  void additionsMoveFewImages() {
    List<Image> more = images();
    Set<Image> before = held(more, 0.2);
    IntStream.range(0, 10).forEach(i -> more.add(new Image("new" + i, 4)));
    Set<Image> changed = held(more, 0.2);
    changed.removeIf(image -> image.name().startsWith("new"));
    Set<Image> both = new HashSet<>(before);
    both.retainAll(changed);
    assertThat(before.size() + changed.size() - 2 * both.size()).isLessThanOrEqualTo(2);
  }

  @Test
  void aShareOfOneHoldsAllOut() {
    assertThat(held(images(), 1)).hasSize(1 + 2 + 3 + 10 + 101);
  }

  /** Twenty copies of each of five images, and a class of one image twenty times. */
  @Test
  void copiesStayTogether() {
    List<Image> images =
        IntStream.range(0, 120)
            .mapToObj(i -> i < 100 ? new Image("x" + i % 5, 0) : new Image("one", 1))
            .toList();
    assertThat(held(images, 0.2)).hasSize(1).allMatch(image -> image.label() == 0);
    long[] hashes =
        images.stream()
            .mapToLong(i -> HoldoutRule.hash(i.name().getBytes(StandardCharsets.UTF_8)))
            .toArray();
    boolean[] held =
        new HoldoutRule(0.2).heldOut(hashes, images.stream().mapToInt(Image::label).toArray());
    assertThat(IntStream.range(0, 120).filter(i -> held[i])).hasSize(20);
  }
}
