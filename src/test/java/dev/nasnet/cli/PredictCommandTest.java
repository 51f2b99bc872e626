package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run, a Keras file and a bundle of the same weights predict the same, in any batches. */
@Tag("slow")
class PredictCommandTest {
  @TempDir private Path folder;

  @Test
  void runFileAndBundlePredictTheSame() throws IOException {
    List<String> images = images();
    String run = folder.resolve("run").toString();
    run(
        ("train --data folder:%s --preset cifar --spec 1@24 --stem-filters 6 --size 8"
                + " --batch 4 --epochs 2 --held-out 0.3 --threads 1 --out %s")
            .formatted(folder.resolve("data"), run));
    String bundle = run("export --run %s --out %s".formatted(run, folder.resolve("bundle"))).out();
    String keras = folder.resolve("model.keras").toString();
    run("export --run %s --out %s".formatted(run, keras));
    List<float[]> expected = predicted(bundle.strip(), images, 1);
    assertThat(expected).hasSameSizeAs(images);
    for (String model : List.of(run, keras, bundle.strip())) {
      for (int batch : new int[] {1, 3, 100}) {
        List<float[]> found = predicted(model, images, batch);
        for (int i = 0; i < images.size(); i++) {
          assertThat(found.get(i)).as(model).containsExactly(expected.get(i), within(1e-5f));
        }
      }
    }
    CommandRun named = CommandRun.of("predict", "--model", run, images.get(0));
    assertThat(named.out()).contains(" %  ant", " %  bee");
    assertThat(evaluated(run)).isEqualTo(evaluated(bundle.strip()));
  }

  private static Offset<Float> within(float most) {
    return Offset.offset(most);
  }

  private String evaluated(String model) {
    CommandRun run =
        CommandRun.of(
            "evaluate", "--model", model, "--data", "folder:" + folder.resolve("data"), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
    return report.get("examples") + " " + report.get("top1") + " " + report.get("confusion");
  }

  @Test
  void aBadImageAmongOthersIsNamed() throws IOException {
    List<String> images = new ArrayList<>(images());
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    images.add(1, bad.toString());
    List<String> words = new ArrayList<>(List.of("predict", "--batch", "4", "--json", "--model"));
    words.add("savedmodels/digits");
    words.addAll(images);
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).containsOnlyOnce("\n").contains("bad.png");
    assertThat(run.out().lines()).hasSize(images.size() - 1);
  }

  @ParameterizedTest
  @CsvSource({"m.onnx, ONNX Runtime", "m.tflite, LiteRT", "m.pb, TensorFlow"})
  void filesThatOtherProgramsRunAreRefusedByName(String name, String program) throws IOException {
    String file = Files.writeString(folder.resolve(name), "x").toString();
    for (CommandRun run :
        List.of(
            CommandRun.of("evaluate", "--data", "digits", "--model", file),
            CommandRun.of("predict", "--model", file, "x.png"))) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains(name, "which " + program + " runs", "give the bundle");
    }
  }

  @Test
  void optionsWithoutEffectAreRefused() throws IOException {
    String file = Files.writeString(folder.resolve("m.h5"), "x").toString();
    assertThat(CommandRun.of("predict", "--model", file, "--intra-op-threads", "1", "x").err())
        .contains("need a bundle, not --model");
    assertThat(CommandRun.of("predict", "--model", file, "--batch", "0", "x").err())
        .contains("--batch (0) must be at least 1");
  }

  private List<float[]> predicted(String model, List<String> images, int batch) {
    List<String> words = new ArrayList<>(List.of("predict", "--json", "--model", model));
    words.addAll(List.of("--batch", Integer.toString(batch)));
    words.addAll(images);
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<float[]> rows = new ArrayList<>();
    for (String line : run.out().strip().split("\n")) {
      JsonObject object = JsonParser.parseString(line).getAsJsonObject();
      assertThat(object.get("image").getAsString()).isEqualTo(images.get(rows.size()));
      float[] row = new float[2];
      for (JsonElement one : object.getAsJsonArray("predictions")) {
        JsonObject prediction = one.getAsJsonObject();
        row[prediction.get("index").getAsInt()] = prediction.get("probability").getAsFloat();
      }
      rows.add(row);
    }
    return rows;
  }

  private static CommandRun run(String words) {
    CommandRun run = CommandRun.of(words.split(" "));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  /** Writes dark images of one class and bright ones of another, and returns some. */
  private List<String> images() throws IOException {
    for (String name : List.of("ant", "bee")) {
      Path of = Files.createDirectories(folder.resolve("data").resolve(name));
      for (int i = 0; i < 20; i++) {
        NoiseImages.write(of.resolve(i + ".png"), 8, i, name.equals("ant") ? 0 : 128);
      }
    }
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      return files.map(Path::toString).filter(f -> f.endsWith("4.png")).sorted().toList();
    }
  }
}
