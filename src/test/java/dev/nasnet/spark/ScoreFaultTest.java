package dev.nasnet.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.data.DigitImages;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scores images on executors in separate processes, one of which is killed. */
@Timeout(400)
@Tag("spark")
class ScoreFaultTest {
  private static final Duration MOST = Duration.ofSeconds(180);
  private static final int IMAGES = 72;
  private static final int KINDS = 10;

  /** The side of the images in pixels, large enough that a task with four images takes a while. */
  private static final int SIDE = 900;

  /** Spark options with which each task has four images. */
  private static final List<String> SMALL_TASKS =
      List.of(
          "--conf",
          "spark.sql.files.openCostInBytes=1048576",
          "--conf",
          "spark.sql.files.maxPartitionBytes=4500000",
          "--conf",
          "spark.scheduler.minRegisteredResourcesRatio=1.0");

  @Test
  void aKilledExecutorDoesNotChangeTheOutput(@TempDir Path folder) throws Exception {
    Path images = images(folder.resolve("images"));
    List<String> right = undisturbed(folder, images);
    assertThat(right).hasSize(IMAGES).doesNotHaveDuplicates();
    Path out = folder.resolve("out");
    try (SparkProcess process =
        SparkProcess.start(
            folder.resolve("cluster"),
            "local-cluster[2,1,1024]",
            SMALL_TASKS,
            command(images, out))) {
      process.await("third task", MOST, () -> committed(out) >= 3);
      List<ProcessHandle> executors = process.executors();
      assertThat(executors).hasSize(2);
      SparkProcess.kill(executors.get(0));
      assertThat(committed(out)).as("tasks done at the kill").isLessThan(IMAGES / 4 - 3);
      assertThat(process.waitFor(MOST)).as(process.everything()).isZero();
      assertThat(process.log()).contains("Lost executor", "nasnet: 72 images, 0 errors");
    }
    assertThat(rows(out)).isEqualTo(right);
  }

  private static List<String> undisturbed(Path folder, Path images) throws Exception {
    Path out = folder.resolve("undisturbed");
    try (SparkProcess process =
        SparkProcess.start(
            folder.resolve("alone"), "local[2]", SMALL_TASKS, command(images, out))) {
      assertThat(process.waitFor(MOST)).as(process.everything()).isZero();
    }
    return rows(out);
  }

  private static String[] command(Path images, Path out) {
    Path model = Path.of("savedmodels", "digits").toAbsolutePath();
    return new String[] {
      "score",
      "--model",
      model.toString(),
      "--in",
      "binaryFile:" + images,
      "--out",
      out.toString(),
      "--format",
      "json",
      "--top",
      "2",
      "--intra-op-threads",
      "1"
    };
  }

  /** Writes enlarged images of digits to numbered files. */
  private static Path images(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<byte[]> digits = DigitImages.png(KINDS);
    for (int i = 0; i < KINDS; i++) {
      BufferedImage large = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = large.createGraphics();
      pen.drawImage(ImageIO.read(new ByteArrayInputStream(digits.get(i))), 0, 0, SIDE, SIDE, null);
      pen.dispose();
      Path first = folder.resolve("%03d.png".formatted(i));
      ImageIO.write(large, "png", first.toFile());
      for (int j = i + KINDS; j < IMAGES; j += KINDS) {
        Files.copy(first, folder.resolve("%03d.png".formatted(j)));
      }
    }
    return folder;
  }

  /** Returns the number of tasks that have committed their part of the output so far. */
  private static int committed(Path out) {
    Path tasks = out.resolve("_temporary").resolve("0");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(tasks)) {
      return (int)
          entries.filter(entry -> entry.getFileName().toString().startsWith("task_")).count();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns all rows of an output in sorted order. */
  private static List<String> rows(Path out) throws IOException {
    assertThat(out.resolve("_SUCCESS")).exists();
    List<String> rows = new ArrayList<>();
    try (Stream<Path> parts = Files.list(out)) {
      for (Path part : parts.filter(path -> path.toString().endsWith(".json")).toList()) {
        for (String line : Files.readAllLines(part)) {
          JsonObject row = JsonParser.parseString(line).getAsJsonObject();
          assertThat(row.has("class")).isTrue();
          rows.add(row.toString());
        }
      }
    }
    return rows.stream().sorted().toList();
  }
}
