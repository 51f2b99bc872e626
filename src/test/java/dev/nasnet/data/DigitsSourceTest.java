package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.data.augment.Augmentation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigitsSourceTest {
  private final DataSource digits = DataSource.parse("digits");

  private static PipelineOptions options(Split split, boolean shuffle, boolean augment) {
    return new PipelineOptions(
        split,
        100,
        8,
        8,
        shuffle,
        3,
        augment ? Augmentation.SHIFT : Augmentation.NONE,
        false,
        false);
  }

  @Test
  void holdsOutAFifthOfEachClass() {
    assertThat(digits.size(Split.TRAIN) + digits.size(Split.HELD_OUT)).isEqualTo(1797);
    assertThat(digits.size(Split.HELD_OUT)).isBetween(350, 360);
    assertThat(digits.classNames())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(digits.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void deliversTheFilesPixelsWithTheirLabels() throws IOException {
    List<String> expected = new ArrayList<>();
    byte[] file;
    try (InputStream in = DataSource.class.getResourceAsStream("digits.bin")) {
      file = in.readAllBytes();
    }
    for (int at = 0; at < file.length; at += 65) {
      StringBuilder pixels = new StringBuilder().append(file[at]);
      for (int p = 1; p < 65; p++) {
        float value = file[at + p] / 8f - 1;
        pixels.append(' ').append(value).append(' ').append(value).append(' ').append(value);
      }
      expected.add(pixels.toString());
    }
    List<String> seen = new ArrayList<>();
    for (Split split : Split.values()) {
      var epoch = Batches.epochs(digits, options(split, true, false), 1).get(0);
      assertThat(epoch.labels()).hasSize(digits.size(split));
      for (int i = 0; i < epoch.labels().size(); i++) {
        seen.add(epoch.labels().get(i) + flat(epoch.images().get(i)));
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String flat(float[][][] image) {
    StringBuilder text = new StringBuilder();
    for (float[][] row : image) {
      for (float[] pixel : row) {
        for (float value : pixel) {
          text.append(' ').append(value);
        }
      }
    }
    return text.toString();
  }

  @Test
  void anEpochsSeedFixesItsOrderAndItsAugmentation() {
    var options = options(Split.HELD_OUT, true, true);
    var first = Batches.epochs(digits, options, 0, 1, 2);
    var resumed = Batches.epochs(digits, options, 2).get(0);
    assertThat(resumed.labels()).isEqualTo(first.get(2).labels());
    assertThat(Arrays.deepEquals(resumed.images().toArray(), first.get(2).images().toArray()))
        .isTrue();
    assertThat(first.get(0).labels()).isNotEqualTo(first.get(1).labels());
    var sorted = new ArrayList<>(first.get(0).labels());
    sorted.sort(null);
    var others = new ArrayList<>(first.get(1).labels());
    others.sort(null);
    assertThat(sorted).isEqualTo(others);
  }

  @Test
  void anotherSeedGivesAnotherOrderAndSeedZeroIsASeedToo() {
    var zero =
        new PipelineOptions(Split.HELD_OUT, 64, 8, 8, true, 0, Augmentation.NONE, false, false);
    var other =
        new PipelineOptions(Split.HELD_OUT, 64, 8, 8, true, 1, Augmentation.NONE, false, false);
    assertThat(Batches.epochs(digits, zero, 0).get(0).labels())
        .isEqualTo(Batches.epochs(digits, zero, 0).get(0).labels())
        .isNotEqualTo(Batches.epochs(digits, other, 0).get(0).labels());
  }

  @Test
  void augmentationShiftsByOnePixelEachWayAndNeverMirrors() {
    var plain = Batches.epochs(digits, options(Split.HELD_OUT, false, false), 0).get(0);
    var varied = Batches.epochs(digits, options(Split.HELD_OUT, false, true), 0).get(0);
    assertThat(varied.labels()).isEqualTo(plain.labels());
    Set<List<Integer>> shifts = new HashSet<>();
    for (int i = 0; i < plain.images().size(); i++) {
      shifts.addAll(shiftsBetween(plain.images().get(i), varied.images().get(i)));
    }
    assertThat(shifts).hasSize(9);
  }

  private static List<List<Integer>> shiftsBetween(float[][][] plain, float[][][] varied) {
    List<List<Integer>> found = new ArrayList<>();
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        if (Arrays.deepEquals(shifted(plain, dy, dx), varied)) {
          found.add(List.of(dy, dx));
        }
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  private static float[][][] shifted(float[][][] image, int dy, int dx) {
    float[][][] moved = new float[8][8][3];
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        boolean inside = y + dy >= 0 && y + dy < 8 && x + dx >= 0 && x + dx < 8;
        moved[y][x] = inside ? image[y + dy][x + dx] : new float[] {-1, -1, -1};
      }
    }
    return moved;
  }

  @Test
  void aLastShortBatchIsKeptOrDropped() {
    var kept = Batches.epochs(digits, options(Split.HELD_OUT, false, false), 0).get(0);
    assertThat(kept.batchSizes()).hasSize(4).startsWith(100, 100, 100);
    var dropping =
        new PipelineOptions(Split.HELD_OUT, 100, 16, 24, false, 0, Augmentation.NONE, true, false);
    var dropped = Batches.epochs(digits, dropping, 0).get(0);
    assertThat(dropped.batchSizes()).containsExactly(100, 100, 100);
    assertThat(dropped.images().get(0)).hasDimensions(16, 24);
  }
}
