package dev.nasnet.internal.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.api.dataset.ContiguousDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the written files with jHDF's public API, which shares no code with the writer. */
class Hdf5WriterTest {
  /** A text that is too long for an attribute message. */
  private static final String LONG_TEXT = "config: ünïcode ".repeat(20_000);

  @TempDir private Path folder;

  @Test
  void jhdfReadsTheWrittenTree() throws IOException {
    Path file = Files.write(folder.resolve("tree.h5"), bytes(tree()));
    try (HdfFile hdf = new HdfFile(file)) {
      assertThat(hdf.getAttribute("config").getData()).isEqualTo(LONG_TEXT);
      assertThat((String[]) hdf.getByPath("layers/a").getAttribute("names").getData())
          .containsExactly("short", "", "a longer one");
      ContiguousDataset dataset = (ContiguousDataset) hdf.getDatasetByPath("layers/a/vars/0:0");
      assertThat(dataset.getDimensions()).containsExactly(2, 1, 3);
      assertThat((float[]) dataset.getDataFlat()).containsExactly(1, -2, 3, 4, Float.MIN_VALUE, 6);
      assertThat(hdf.getByPath("empty").isGroup()).isTrue();
    }
  }

  @Test
  void theFileHasTheComputedSizeAndReadingOrder() throws IOException {
    byte[] bytes = bytes(tree());
    assertThat(bytes).hasSize((int) new Hdf5Writer(tree()).size()).isEqualTo(bytes(tree()));
    Path file = Files.write(folder.resolve("tree.h5"), bytes);
    try (HdfFile hdf = new HdfFile(file)) {
      List<String> order = List.of("empty", "layers", "layers/a", "layers/a/vars", "layers/b");
      assertThat(order.stream().map(path -> hdf.getByPath(path).getAddress())).isSorted();
      ContiguousDataset dataset = (ContiguousDataset) hdf.getDatasetByPath("layers/b/large");
      // The header is small; the values begin at the next multiple of 8.
      assertThat(dataset.getDataAddress() - dataset.getAddress()).isBetween(1L, 256L);
    }
  }

  @Test
  void hdf5FileReadsEveryBit() throws IOException {
    Path file = Files.write(folder.resolve("tree.h5"), bytes(tree()));
    Hdf5File hdf5 = Hdf5File.open(file, "tree.h5");
    assertThat(hdf5.texts("", "config")).containsExactly(LONG_TEXT);
    assertThat(hdf5.texts("layers/a", "names")).containsExactly("short", "", "a longer one");
    assertThat(hdf5.names("layers")).containsExactly("a", "b");
    assertThat(hdf5.dataset("layers/b/large").values()).isEqualTo(large());
    assertThat(hdf5.has("layers/c")).isFalse();
  }

  @Test
  void tooLargeAttributesAndWrongShapesAreRefused() {
    Hdf5Group root = new Hdf5Group();
    root.texts("names", Collections.nCopies(3000, "x".repeat(30)));
    assertThatThrownBy(() -> new Hdf5Writer(root)).hasMessageContaining("under 64 KiB");
    assertThatThrownBy(() -> root.dataset("a", List.of(2), new float[3]))
        .hasMessageContaining("[2] does not hold 3 values");
  }

  private static Hdf5Group tree() {
    Hdf5Group root = new Hdf5Group();
    root.group("empty");
    root.text("config", LONG_TEXT);
    root.text("version", "2");
    Hdf5Group layer = root.group("layers/a");
    layer.texts("names", List.of("short", "", "a longer one"));
    layer.dataset("vars/0:0", List.of(2, 1, 3), new float[] {1, -2, 3, 4, Float.MIN_VALUE, 6});
    root.dataset("layers/b/large", List.of(100, 401), large());
    return root;
  }

  /** Returns more values than the writer's buffer holds. */
  private static float[] large() {
    float[] values = new float[40_100];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.1f;
    }
    return values;
  }

  private static byte[] bytes(Hdf5Group root) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Hdf5Writer(root).writeTo(out);
    return out.toByteArray();
  }
}
