package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.files.Folders;
import dev.nasnet.data.files.ImageCheck;
import dev.nasnet.image.decode.ImageReader;
import dev.nasnet.interop.Python;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pillow and TensorFlow in Python judge which images are decoded, and to which pixels. */
@Timeout(300)
@Tag("interop")
class ImageDecodingTest {
  private static final String SCRIPT = "data_folder.py";
  private static final LoadOptions ALL = new LoadOptions(OptionalDouble.of(1), LoadOptions.REFUSE);

  @TempDir static Path folder;

  @BeforeAll
  static void writesThem() {
    Python.run(SCRIPT, "make", folder);
  }

  /** Bad is what TensorFlow does not decode, or decodes to other colours than Pillow's. */
  @Test
  void anImageIsBadIfAndOnlyIfItCannotBeDecodedRightly() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder.resolve("single"))) {
      files = all.sorted().toList();
    }
    List<Object> arguments = new ArrayList<>(List.of("decode"));
    arguments.addAll(files);
    Map<String, Boolean> judged = new TreeMap<>();
    Python.run(SCRIPT, arguments.toArray())
        .lines()
        .map(line -> line.split(" "))
        .filter(words -> words.length == 3 && words[0].contains("."))
        .forEach(
            words -> judged.put(words[0], words[1].equals("good") && words[2].equals("right")));
    Map<String, Boolean> checked = new TreeMap<>();
    Map<String, Boolean> read = new TreeMap<>();
    try (ImageCheck check = LoadOptions.STRICT.check("remove it");
        ImageReader reader = new ImageReader(8, 8)) {
      for (Path file : files) {
        byte[] content = Files.readAllBytes(file);
        checked.put(Folders.name(file), check.content(content, file.toString()).isEmpty());
        read.put(Folders.name(file), isRead(reader, content));
      }
    }
    assertThat(checked).hasSizeGreaterThan(30).containsValues(true, false).isEqualTo(judged);
    assertThat(read).isEqualTo(judged);
  }

  private static boolean isRead(ImageReader reader, byte[] content) {
    try {
      reader.read(content, "it");
      return true;
    } catch (InvalidInputException | FailureException e) {
      return false;
    }
  }

  /** Pillow decodes, and TensorFlow in Python resizes; the control has no half-pixel centres. */
  @Test
  void imagesAreResizedAsPythonDoes() throws IOException {
    Path file = folder.resolve("single/base.png");
    Path out = folder.resolve("pixels");
    Python.run(SCRIPT, "resized", file, 7, 9, out);
    FloatBuffer judged =
        ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] right = new float[7 * 9 * 3];
    float[] wrong = new float[7 * 9 * 3];
    judged.get(right).get(wrong);
    float[] read;
    try (ImageReader reader = new ImageReader(7, 9)) {
      read = reader.read(Files.readAllBytes(file), "it");
    }
    assertThat(distance(read, right)).isLessThan(1e-6f);
    assertThat(distance(read, wrong)).isGreaterThan(0.1f);
    var options =
        new PipelineOptions(Split.HELD_OUT, 1, 7, 9, false, 0, Augmentation.NONE, false, false);
    Path one = Files.createDirectories(folder.resolve("one/a"));
    Files.copy(file, one.resolve("0.png"));
    Files.copy(file, Files.createDirectories(folder.resolve("one/b")).resolve("0.png"));
    float[][][] trained =
        Batches.epochs(FolderSource.open(one.getParent(), ALL), options, 0).get(0).images().get(0);
    assertThat(distance(flat(trained), right)).isLessThan(1e-6f);
  }

  @Test
  void aBundleDecodesAndResizesAsPythonDoes() {
    Path bundle = folder.resolve("bundle");
    CommandRun run =
        CommandRun.of(
            ("export --random --preset cifar --spec 1@24 --stem-filters 6 --size 12 --classes 5"
                    + " --out "
                    + bundle)
                .split(" "));
    assertThat(run.exitCode()).as(run.err()).isZero();
    String[] distances =
        Python.run(SCRIPT, "served", bundle.resolve("1"), folder.resolve("single/base.png"))
            .lines()
            .reduce((first, last) -> last)
            .orElseThrow()
            .split(" ");
    assertThat(Double.parseDouble(distances[0])).isLessThan(1e-4);
    assertThat(Double.parseDouble(distances[1])).isGreaterThan(1e-3);
  }

  private static float[] flat(float[][][] image) {
    FloatBuffer all = FloatBuffer.allocate(image.length * image[0].length * image[0][0].length);
    for (float[][] row : image) {
      for (float[] pixel : row) {
        all.put(pixel);
      }
    }
    return all.array();
  }

  private static float distance(float[] some, float[] others) {
    assertThat(some).hasSameSizeAs(others);
    float most = 0;
    for (int i = 0; i < some.length; i++) {
      most = Math.max(most, Math.abs(some[i] - others[i]));
    }
    return most;
  }
}
