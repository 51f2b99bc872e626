package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.Prediction;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * How a training's {@code --resize} is kept in its run and its bundle, and followed by all uses.
 */
@Timeout(300)
@Tag("slow")
class ResizeCommandTest {
  private static final int IMAGES = 6;

  @TempDir static Path folder;

  private static Path images;
  private static Path middles;
  private static Path run;
  private static Path bundle;

  @BeforeAll
  static void trains() throws IOException {
    images = folder.resolve("images");
    middles = Files.createDirectories(folder.resolve("middles"));
    run = folder.resolve("run");
    bundle = folder.resolve("bundle");
    for (int i = 0; i < 2 * IMAGES; i++) {
      Path of = Files.createDirectories(images.resolve(i < IMAGES ? "tall" : "wide"));
      BufferedImage image = i < IMAGES ? gradient(12, 40 + i) : gradient(30 + i, 12);
      ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
      BufferedImage middle =
          image.getSubimage((image.getWidth() - 12) / 2, (image.getHeight() - 12) / 2, 12, 12);
      ImageIO.write(middle, "png", middles.resolve(i + ".png").toFile());
    }
    CommandRun trained = train("--resize", "crop");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    exported(bundle, "--run", run.toString());
  }

  private static CommandRun train(String... options) {
    String[] first = {
      "train",
      "--data",
      "folder:" + images,
      "--preset",
      "cifar",
      "--spec",
      "1@24",
      "--stem-filters",
      "6",
      "--size",
      "8",
      "--epochs",
      "1",
      "--batch",
      "4",
      "--out",
      run.toString()
    };
    return CommandRun.of(joined(first, options));
  }

  private static void exported(Path out, String... source) {
    CommandRun exported =
        CommandRun.of(joined(new String[] {"export", "--out", out.toString()}, source));
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.err()).isEmpty();
  }

  private static String[] joined(String[] first, String... second) {
    return Stream.of(first, second).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static BufferedImage gradient(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (255 * x / width) << 16 | (255 * y / height) << 8 | (x * y * 7 % 256));
      }
    }
    return image;
  }

  @Test
  void theRunKeepsTheModeAndRefusesAnother() throws IOException {
    assertThat(Files.readString(run.resolve("run.json"))).contains("\"resize\": \"crop\"");
    CommandRun refused = train("--resume", "--resize", "pad");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("as it began: --resize crop, not pad");
    CommandRun resumed = train("--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
  }

  @Test
  void predictFollowsTheBundleUnlessAnOptionContradicts() {
    CommandRun own = predict(images.resolve("wide"));
    assertThat(own.err()).isEmpty();
    CommandRun stretched = predict(images.resolve("wide"), "--resize", "stretch");
    assertThat(stretched.err())
        .isEqualTo(
            "nasnet: --resize stretch replaces the model's own mode, crop"
                + System.lineSeparator());
    assertThat(probabilities(stretched)).isNotEqualTo(probabilities(own));
    // The middle of an image has the network's aspect ratio, so that nothing is left to crop.
    CommandRun middle = predict(middles, "--resize", "stretch");
    assertThat(probabilities(middle)).containsAll(probabilities(own));
    assertThat(predict(images, "--resize", "crop").err()).isEmpty();
  }

  private static CommandRun predict(Path of, String... options) {
    String[] first = {"predict", "--json", "--model", bundle.toString(), of.toString()};
    CommandRun predicted = CommandRun.of(joined(first, options));
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    return predicted;
  }

  private static List<String> probabilities(CommandRun predicted) {
    return predicted.out().lines().map(line -> line.replaceAll(".*predictions", "")).toList();
  }

  @Test
  void evaluateFollowsTheBundleAndTheRun() {
    for (Path model : List.of(bundle, run)) {
      CommandRun own = evaluate(model);
      CommandRun given = evaluate(model, "--resize", "crop");
      CommandRun other = evaluate(model, "--resize", "pad");
      assertThat(own.err()).doesNotContain("--resize");
      assertThat(given.out()).isEqualTo(own.out());
      assertThat(other.err()).contains("--resize pad replaces the model's own mode, crop");
      assertThat(other.out()).isNotEqualTo(own.out());
    }
  }

  private static CommandRun evaluate(Path model, String... options) {
    String[] first = {
      "evaluate", "--json", "--all", "--model", model.toString(), "--data", "folder:" + images
    };
    CommandRun evaluated = CommandRun.of(joined(first, options));
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    return evaluated;
  }

  @Test
  void serveBytesFollowsTheBundle() throws IOException {
    Path padded = folder.resolve("padded");
    exported(padded, "--weights", bundle.resolve("1").toString());
    Path other = folder.resolve("other");
    CommandRun overridden =
        CommandRun.of(
            "export", "--run", run.toString(), "--resize", "pad", "--out", other.toString());
    assertThat(overridden.err()).contains("--resize pad replaces the model's own mode, crop");
    for (Path model : List.of(bundle, padded, other)) {
      assertThat(Files.readString(model.resolve("1/assets.extra/provenance.json")))
          .contains(model.equals(other) ? "\"resize\": \"pad\"" : "\"resize\": \"crop\"");
      try (Classifier classifier = Classifier.open(model);
          SavedModelBundle served = SavedModelBundle.load(model.resolve("1").toString(), "serve")) {
        for (String name : List.of("tall/1.png", "wide/7.png")) {
          byte[] bytes = Files.readAllBytes(images.resolve(name));
          float[] probabilities = served(served, bytes);
          for (Prediction prediction : classifier.classify(bytes, 2)) {
            // The same numbers by other kernels: one image alone and the functions of the graph.
            assertThat(probabilities[prediction.index()])
                .isCloseTo(prediction.probability(), within(1e-6f));
          }
        }
      }
    }
  }

  private static float[] served(SavedModelBundle model, byte[] bytes) {
    try (TString input = TString.tensorOfBytes(NdArrays.vectorOfObjects(bytes));
        Result result = model.function("serve_bytes").call(Map.of("image_bytes", input))) {
      TFloat32 probabilities = (TFloat32) result.get("probabilities").orElseThrow();
      return new float[] {probabilities.getFloat(0, 0), probabilities.getFloat(0, 1)};
    }
  }
}
