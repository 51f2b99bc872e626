package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.Prediction;
import dev.nasnet.interop.Python;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A small network that is trained on images with any number of labels, in every command that reads
 * the run or its exports; scikit-learn and Keras are the judges.
 */
@Tag("interop")
class MultiLabelTest {
  private static final int SIDE = 16;
  private static final int IMAGES = 160;
  private static final String DIGITS = "savedmodels/digits";

  @TempDir private static Path folder;
  private static String trained = "";

  /** Each image has a red square, a blue edge, both or neither. */
  @BeforeAll
  static void train() throws IOException {
    Random random = new Random(6);
    StringBuilder columns = new StringBuilder("path,red square,blue edge\n");
    StringBuilder names = new StringBuilder("path,labels\n");
    Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < IMAGES; i++) {
      boolean isRed = random.nextBoolean();
      boolean isBlue = random.nextInt(3) == 0;
      String name = "images/%03d.png".formatted(i);
      ImageIO.write(image(random, isRed, isBlue), "png", folder.resolve(name).toFile());
      columns.append("%s,%d,%d%n".formatted(name, isRed ? 1 : 0, isBlue ? 1 : 0));
      Stream<String> labels =
          Stream.of(isBlue ? "blue edge" : "", isRed ? "red square" : "").filter(x -> !x.isEmpty());
      names.append("%s,%s%n".formatted(name, String.join(";", labels.toList())));
    }
    Files.writeString(folder.resolve("columns.csv"), columns);
    Files.writeString(folder.resolve("names.csv"), names);
    trained = run(words("run", "columns.csv") + " --averages 0.8 --epochs 3");
  }

  private static BufferedImage image(Random random, boolean isRed, boolean isBlue) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
      image.setRGB(pixel % SIDE, pixel / SIDE, random.nextInt() & 0x5f5f5f);
    }
    Graphics graphics = image.getGraphics();
    if (isRed) {
      graphics.setColor(Color.RED);
      graphics.fillRect(2 + random.nextInt(8), 2 + random.nextInt(8), 5, 5);
    }
    if (isBlue) {
      graphics.setColor(Color.BLUE);
      graphics.fillRect(0, 0, SIDE, 2);
    }
    graphics.dispose();
    return image;
  }

  private static String words(String run, String table) {
    return "train --data csv:%s --multi-label --preset cifar --spec 1@24 --stem-filters 6 --size %d --batch 16 --lr 0.1 --out %s"
        .formatted(folder.resolve(table), SIDE, folder.resolve(run));
  }

  private static String run(String words) {
    CommandRun run = CommandRun.of(words.split(" "));
    assertThat(run.exitCode()).as("%s: %s", words, run.err()).isZero();
    return run.out();
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  @Test
  void theRunShowsAndKeepsTheFiguresThatApply() throws IOException {
    assertThat(trained)
        .contains("epoch 3/3  loss ")
        .contains("macro average precision", "exact match", "(not averaged ")
        .doesNotContain("top-");
    Path run = folder.resolve("run");
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertThat(metrics).hasSize(4);
    assertThat(metrics.get(0))
        .isEqualTo(
            "epoch,step,loss,exact_match,macro_average_precision,learning_rate,raw_exact_match,raw_macro_average_precision,held_out_loss,rollbacks");
    JsonObject description = json(run.resolve("run.json"));
    JsonObject recipe = description.getAsJsonObject("recipe");
    assertThat(recipe.get("multiLabel").getAsBoolean()).isTrue();
    assertThat(recipe.getAsJsonObject("stopping").get("monitor").getAsString()).isEqualTo("map");
    assertThat(description.getAsJsonObject("split").get("labelSeparator").getAsString())
        .isEqualTo("|");
    String report = Files.readString(run.resolve("report.html"));
    assertThat(report)
        .contains("Macro average precision", "Exact match", "red square", "Hamming loss")
        .doesNotContain("Confusion", "top-1", "activation map");
  }

  @Test
  void aRunIsResumedAndRepeatedWithoutTheOption() throws IOException {
    run(words("other", "names.csv") + " --label-separator ; --epochs 1 --monitor loss");
    String out = folder.resolve("other").toString();
    run("train --resume --epochs 2 --out " + out);
    assertThat(Files.readAllLines(folder.resolve("other/metrics.csv"))).hasSize(3);
    String printed =
        run("train --config %s/run.json --print-config --out %s-again".formatted(out, out));
    JsonObject config = JsonParser.parseString(printed).getAsJsonObject();
    assertThat(config.get("multi-label").getAsBoolean()).isTrue();
    assertThat(config.get("label-separator").getAsString()).isEqualTo(";");
    assertThat(config.get("monitor").getAsString()).isEqualTo("loss");
    CommandRun evaluated =
        CommandRun.of(
            "evaluate", "--model", out, "--data", "csv:" + folder.resolve("names.csv"), "--json");
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("\"macroAveragePrecision\":").doesNotContain("confusion");
  }

  @Test
  void aDivergingTrainingEndsWithAnError() {
    String words =
        words("diverging", "columns.csv").replace("--lr 0.1", "--epochs 2 --lr 1e30 --clip 0");
    CommandRun run = CommandRun.of(words.split(" "));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).containsIgnoringCase("NaN");
  }

  @Test
  void imagesAreMixedAndClassesAreWeighted() throws IOException {
    run(words("mixed", "columns.csv") + " --epochs 1 --mixup 0.4 --class-weights auto");
    JsonObject recipe = json(folder.resolve("mixed/run.json")).getAsJsonObject("recipe");
    assertThat(recipe.getAsJsonArray("classWeights")).hasSize(2);
    assertThat(recipe.getAsJsonArray("classWeights").get(1).getAsDouble()).isBetween(1.5, 3.0);
  }

  @ParameterizedTest
  @CsvSource({"run, 0.5", "run, 0.3", "saved, 0.7"})
  void theFiguresOfAnEvaluationAreThoseOfScikitLearn(String model, double threshold) {
    exported();
    Path csv = folder.resolve("csv-" + model + threshold);
    String text =
        run(
            "evaluate --model %s --data csv:%s --csv %s --threshold %s"
                .formatted(folder.resolve(model), folder.resolve("columns.csv"), csv, threshold));
    assertThat(text).contains("exact match", "Hamming loss", "micro mean").doesNotContain("top-");
    assertThat(csv.resolve("confusion.csv")).doesNotExist();
    System.out.println(Python.run("multi_label.py", "evaluated", csv, threshold));
  }

  /** Exports every format once. */
  private static synchronized void exported() {
    if (Files.exists(folder.resolve("saved"))) {
      return;
    }
    for (String words :
        List.of(
            "saved",
            "served --optimize serving",
            "model.keras --format keras",
            "model.onnx --format onnx",
            "model.tflite --format litert",
            "frozen.pb --format frozen")) {
      run("export --run %s --out %s/%s".formatted(folder.resolve("run"), folder, words));
    }
  }

  @Test
  void everyExportPredictsWhatKerasPredicts() throws IOException {
    exported();
    Provenance provenance = Provenance.ofBundle(folder.resolve("saved/1")).orElseThrow();
    assertThat(provenance.isMultiLabel()).isTrue();
    assertThat(provenance.origin())
        .containsKeys("heldOutMacroAveragePrecision", "heldOutExactMatch");
    assertThat(provenance.origin()).doesNotContainKey("heldOutTop1");
    List<String> words =
        new ArrayList<>(List.of("predict", "--json", "--threshold", "1e-9", "--model"));
    words.add(folder.resolve("saved").toString());
    images().forEach(image -> words.add(image.toString()));
    CommandRun predicted = CommandRun.of(words.toArray(String[]::new));
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    Files.writeString(folder.resolve("predicted.json"), predicted.out());
    System.out.println(Python.run("multi_label.py", "exported", folder));
    run("verify " + folder.resolve("saved"));
    run("verify " + folder.resolve("served"));
    run("verify " + folder.resolve("model.onnx"));
  }

  private static List<Path> images() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("images"))) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }

  @Test
  void labelsAreThoseAtOrAboveTheThreshold() throws IOException {
    exported();
    Path saved = folder.resolve("saved");
    Path image = images().get(0);
    try (Classifier classifier = Classifier.open(saved)) {
      assertThat(classifier.isMultiLabel()).isTrue();
      List<Prediction> all = classifier.predictLabels(image, 1e-9);
      assertThat(all).hasSize(2).isEqualTo(classifier.classify(image, 2));
      float least = all.get(1).probability();
      assertThat(classifier.predictLabels(image, least)).isEqualTo(all);
      assertThat(classifier.predictLabels(image, Math.nextUp(least))).isEqualTo(all.subList(0, 1));
      assertThat(classifier.predictLabels(Files.readAllBytes(image), 0.5))
          .isEqualTo(classifier.predictLabels(image, 0.5));
      float most = Math.nextUp(all.get(0).probability());
      Path csv = folder.resolve("none.csv");
      String text =
          run("predict --model %s --threshold %s --csv %s %s".formatted(saved, most, csv, image));
      assertThat(text).contains("no class has a probability of " + most + " or more");
      assertThat(Files.readString(csv))
          .isEqualTo("file,rank,class,probability\n%s,,,\n".formatted(image));
      String json =
          run("predict --model %s --json --threshold %s %s".formatted(saved, least, image));
      assertThat(JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("predictions"))
          .hasSize(2);
    }
    try (Classifier digits = Classifier.open(Path.of(DIGITS))) {
      assertThat(digits.isMultiLabel()).isFalse();
      Assertions.assertThatThrownBy(() -> digits.predictLabels(image, 0.5))
          .hasMessageContaining("threshold (0.5) needs a model with a sigmoid head");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "train --multi-label --data folder:F --out F/no ! data (folder:F) must be csv:FILE with"
            + " --multi-label",
        "train --multi-label --logits --data csv:F/columns.csv --out F/no ! --logits has no effect"
            + " with --multi-label",
        "train --label-separator ; --data csv:F/columns.csv --out F/no ! --label-separator (;) has"
            + " no effect without --multi-label",
        "train --multi-label --monitor top1 --data csv:F/columns.csv --out F/no ! monitor (top1)"
            + " must be map or loss with multi-label",
        "train --data csv:F/columns.csv --out F/no ! needs --multi-label",
        "train --data digits --monitor map --out F/no ! monitor (map) must be top1 or loss without"
            + " multi-label",
        "predict --model F/saved --top 3 F/images ! --top (3) has no effect on a model with a"
            + " sigmoid head",
        "predict --model F/saved --threshold 1 F/images ! --threshold (1.0) must be above 0 and"
            + " below 1",
        "predict --model savedmodels/digits --threshold 0.5 F/images ! --threshold (0.5) has no"
            + " effect on a model without a sigmoid head",
        "evaluate --model savedmodels/digits --data digits --threshold 0.5 ! --threshold has no"
            + " effect on --model",
        "evaluate --model F/saved --data csv:F/columns.csv --threshold 0 ! --threshold (0.0) must"
            + " be above 0 and below 1",
        "evaluate --model F/saved --data folder:F ! must be csv:FILE with --multi-label"
      })
  void whatHasNoEffectIsRefused(String words, String message) {
    exported();
    CommandRun run = CommandRun.of(words.replace("F", folder.toString()).split(" "));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(message.replace("(folder:F)", "(folder:" + folder + ")"));
  }
}
