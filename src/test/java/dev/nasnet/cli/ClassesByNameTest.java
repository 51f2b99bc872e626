package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.run.RunFolder;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data source's classes meet a model's by their names, not by their places. */
@Tag("slow")
class ClassesByNameTest {
  private static final Network NETWORK =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .stemFilters(6)
              .size(ImageSize.square(8))
              .classes(3)
              .build());
  private static final String BIAS = "predictions/bias";

  @TempDir private Path folder;

  /** The bias alone decides: the model always outputs its second class. */
  private Path model(List<String> names) {
    return model(names, new float[] {0, 50, 0});
  }

  private Path model(List<String> names, float[] bias) {
    List<NamedArray> arrays = new ArrayList<>();
    for (NamedArray array : Weights.random(NETWORK, 0).arrays()) {
      boolean isKernel = array.name().equals("predictions/kernel");
      float[] values = isKernel ? new float[array.values().length] : array.values();
      arrays.add(
          new NamedArray(array.name(), array.shape(), array.name().equals(BIAS) ? bias : values));
    }
    Path out = folder.resolve("model");
    Format.SAVED_MODEL.write(out, new ExportModel(NETWORK, Weights.of(arrays), names, Map.of()));
    return out;
  }

  private Path images(String name, String... classes) throws IOException {
    Path root = folder.resolve(name);
    for (String label : classes) {
      Path of = Files.createDirectories(root.resolve(label));
      // Of equal numbers, any class would be the same share.
      for (int i = 0; i < (label.equals("bee") ? 8 : 4); i++) {
        BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
        image.setRGB(i, i, new Color(30 * i, 200, label.length()).getRGB());
        ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
      }
    }
    return root;
  }

  private static double top1(Path model, Path data) {
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--model",
            model.toString(),
            "--data",
            "folder:" + data,
            "--held-out",
            "1",
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonParser.parseString(run.out()).getAsJsonObject().get("top1").getAsDouble();
  }

  @Test
  void evaluateFindsClassesByTheirNames() throws IOException {
    Path model = model(List.of("cat", "bee", "p\u00eache"));
    assertThat(top1(model, images("two", "bee", "pe\u0302che"))).isEqualTo(8.0 / 12);
    assertThat(top1(model, images("sorted", "bee", "cat", "p\u00eache"))).isEqualTo(0.5);
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--model",
            model.toString(),
            "--data",
            "folder:" + images("other", "ant", "bee", "cat"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("(ant)").contains("cat, bee");
  }

  @Test
  void equalAnswersAreTheFirstClass() throws IOException {
    Path model = model(List.of("a", "b", "c"), new float[] {0, 0, 0});
    assertThat(top1(model, images("equal", "a", "b", "c"))).isEqualTo(1.0 / 3);
  }

  /** Probabilities in float32 are 1, 1e-38 or 0; the logits still differ. */
  @Test
  void logitsRankWhereProbabilitiesAreEqual() throws IOException {
    Path model = model(List.of("a", "b", "c"), new float[] {200, 0, 1});
    CommandRun run =
        CommandRun.of(
            "evaluate", "--model", model.toString(), "--data", "folder:" + images("s", "a", "b"));
    assertThat(run.out()).contains("top-1 50.00 %");
    assertThat(ScoredImages.lastRank(new float[] {1, 0, 0}, 1)).isEqualTo(2);
    assertThat(ScoredImages.lastRank(new float[] {1, 0, 0}, 2)).isEqualTo(1);
  }

  @Test
  void initWithOtherClassesMakesANewClassifier() throws IOException {
    Path model = model(List.of("ant", "bee", "cat"));
    assertThat(bias(model, images("same", "ant", "bee", "cat"))).containsExactly(0, 50, 0);
    assertThat(bias(model, images("others", "dog", "elk", "fox"))).containsExactly(0, 0, 0);
  }

  @Test
  void initWithTheSameClassesInAnotherOrderMovesTheColumns() throws IOException {
    Path model = model(List.of("cat", "ant", "bee"));
    assertThat(bias(model, images("moved", "ant", "bee", "cat"))).containsExactly(50, 0, 0);
  }

  /** The bias that a training starts from: its learning rate is too small for float32. */
  private List<Integer> bias(Path model, Path data) {
    Path run = folder.resolve("run-of-" + data.getFileName());
    CommandRun done = train(run, data, "--init", model.toString());
    assertThat(done.exitCode()).as(done.err()).isZero();
    float[] bias = new RunFolder(run).bestRawWeights(NETWORK).get(BIAS).values();
    return List.of(Math.round(bias[0]), Math.round(bias[1]), Math.round(bias[2]));
  }

  private static CommandRun train(Path run, Path data, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("train", "--data", "folder:" + data, "--preset", "cifar", "--spec", "1@24"));
    words.addAll(List.of("--stem-filters", "6", "--size", "8", "--batch", "3", "--epochs", "1"));
    words.addAll(List.of("--no-report", "--no-tensorboard", "--out", run.toString()));
    if (!Arrays.asList(more).contains("--lr")) {
      words.addAll(List.of("--lr", "1e-30"));
    }
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  @Test
  void aRunGoesOnWhereverItsDataIs() throws IOException {
    Path data = images("here", "ant", "bee");
    Path run = folder.resolve("run");
    assertThat(train(run, data).exitCode()).isZero();
    Path there = Files.move(data, folder.resolve("there"));
    CommandRun resumed = train(run, there, "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    Files.delete(there.resolve("ant/0.png"));
    CommandRun refused = train(run, there, "--resume", "--lr", "0.5", "--seed", "3");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("recipe's --seed 0, not 3")
        .contains("--lr 1.0E-30, not 0.5")
        .contains("data of")
        .doesNotContain("network's");
    JsonObject kept =
        JsonParser.parseString(Files.readString(run.resolve("run.json"))).getAsJsonObject();
    assertThat(kept.get("data").getAsString()).isEqualTo("folder:" + data);
  }
}
