package dev.nasnet.cli.spark;

import static dev.nasnet.spark.LocalSpark.DIGITS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.data.TfRecordBytes;
import dev.nasnet.spark.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code nasnet-spark score} in this process with each source and each format. */
@Timeout(240)
@Tag("spark")
class ScoreCommandTest {
  private static final int COUNT = 20;

  @TempDir private Path folder;

  /** The exit code and the output of a command. */
  private record Run(int exitCode, String out, String err) {}

  @AfterEach
  void stop() {
    LocalSpark.stop();
  }

  @Test
  void tfRecordsAreScoredAndTheirLabelsKept() throws IOException {
    Path file = records("a.tfrecord");
    Run run = score("tfrecord:" + folder + "/*.tfrecord", "--json", "--top", "2");
    assertThat(run.err()).contains("nasnet: 20 images, 0 errors, ");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("{\"images\":20,\"errors\":0,\"seconds\":");
    LocalSpark.start();
    List<Row> rows =
        LocalSpark.session().read().parquet(out().toString()).orderBy("record").collectAsList();
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly("path", "record", "truth", "class", "label", "score", "top", "error");
    assertThat(rows).hasSize(COUNT);
    for (int i = 0; i < COUNT; i++) {
      Row row = rows.get(i);
      assertThat(Path.of(java.net.URI.create(row.getString(0)))).isEqualTo(file);
      assertThat(row.getInt(1)).isEqualTo(i);
      assertThat(row.getLong(2)).isEqualTo(i);
    }
    assertThat(rows.stream().map(row -> row.getInt(3)).toList()).isEqualTo(classes());
  }

  @Test
  void aTableIsScoredAndWrittenAsCsv() throws IOException {
    LocalSpark.frame(DIGITS.subList(0, COUNT), 2).write().parquet(folder + "/table");
    Run run = score("parquet:" + folder + "/table", "--format", "csv", "--partitions", "3");
    assertThat(run.err()).contains("nasnet: 20 images, 0 errors, ");
    List<Integer> found = new ArrayList<>(classes());
    try (Stream<Path> parts = Files.list(out())) {
      for (Path part : parts.filter(path -> path.toString().endsWith(".csv")).toList()) {
        for (String line : Files.readAllLines(part)) {
          String[] words = line.split(",");
          found.set(Integer.parseInt(words[0]), Integer.valueOf(words[1]));
        }
      }
    }
    assertThat(found).isEqualTo(classes());
    assertThat(out().resolve("_SUCCESS")).exists();
  }

  @Test
  void aFailedJobReportsOneLineAndLeavesNoOutput() throws IOException {
    Path file = records("bad.tfrecord");
    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length - 20] ^= 1;
    Files.write(file, damaged);
    records("good.tfrecord");
    Run run = score("tfrecord:" + folder + "/*.tfrecord");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly("nasnet: file:" + file + " record 19 is damaged; make the file anew");
    assertThat(out()).doesNotExist();
    Files.write(file, Arrays.copyOf(damaged, 40));
    assertThat(score("tfrecord:" + file).err()).contains("record 0 is cut short or no TFRecord");
    assertThat(out()).doesNotExist();
  }

  @Test
  void invalidOptionsAreRefusedBeforeTheJob() throws IOException {
    Path file = records("a.tfrecord");
    String in = "tfrecord:" + file;
    refused("format (csv) must be parquet or json", in, "--format", "csv", "--top", "2");
    refused("format (csv) must be parquet or json", in, "--format", "csv", "--features");
    refused("content-column (image) must be one of", in, "--content-column", "image");
    refused(
        "--path-column (x) has no effect with --content-column",
        in,
        "--path-column",
        "x",
        "--content-column",
        "y");
    refused("partitions (0) must be at least 1", in, "--partitions", "0");
    refused("in (nothing) must be binaryFile:GLOB, parquet:PATH or tfrecord:GLOB", "nothing");
    refused("must match at least one TFRecord file", "tfrecord:" + folder + "/*.none");
    refused("cannot be read; give existing files", "binaryFile:" + folder + "/none");
    Files.createDirectory(out());
    refused("must not exist", in);
    assertThat(out()).isEmptyDirectory();
  }

  private void refused(String message, String in, String... options) {
    Run run = score(in, options);
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private Path out() {
    return folder.resolve("out");
  }

  private Run score(String in, String... options) {
    LocalSpark.start();
    List<String> words = new ArrayList<>(List.of("score", "--model", LocalSpark.MODEL.toString()));
    words.addAll(List.of("--in", in, "--out", out().toString()));
    words.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        NasNetSpark.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  private Path records(String name) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < COUNT; i++) {
      bytes.writeBytes(TfRecordBytes.record(TfRecordBytes.example(DIGITS.get(i), i)));
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }

  /** Returns the most likely class of each image, computed by the classifier itself. */
  private static List<Integer> classes() {
    try (var classifier = dev.nasnet.inference.Classifier.open(LocalSpark.MODEL)) {
      return DIGITS.subList(0, COUNT).stream()
          .map(image -> classifier.classify(image, 1).get(0).index())
          .toList();
    }
  }
}
