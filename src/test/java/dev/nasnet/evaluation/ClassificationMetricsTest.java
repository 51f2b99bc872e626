package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Compares with scikit-learn's figures, which {@code src/test/python/metrics_answers.py} wrote. */
class ClassificationMetricsTest {
  private static final Path ANSWERS = Path.of("src/test/resources/evaluation/metrics.json");

  /** Both compute in float64; scikit-learn adds in another order. */
  private static final double TOLERANCE = 1e-12;

  @Test
  void figuresAreThoseOfScikitLearn() throws IOException {
    JsonObject answers = JsonParser.parseString(Files.readString(ANSWERS)).getAsJsonObject();
    ClassificationMetrics found = metrics(answers);
    assertClose(found.top1(), answers, "top1");
    assertClose(found.interval().low(), answers, "top1Low");
    assertClose(found.interval().high(), answers, "top1High");
    assertClose(found.loss(), answers, "loss");
    assertClose(found.brier(), answers, "brier");
    assertClose(found.calibrationError(), answers, "calibrationError");
    assertFigure(found, answers, "Precision", ClassFigures::precision);
    assertFigure(found, answers, "Recall", ClassFigures::recall);
    assertFigure(found, answers, "F1", ClassFigures::f1);
    assertFigure(found, answers, "RocAuc", ClassFigures::rocAuc);
    assertFigure(found, answers, "AveragePrecision", ClassFigures::averagePrecision);
    JsonArray confusion = answers.getAsJsonArray("confusion");
    for (int label = 0; label < found.classes().size(); label++) {
      JsonArray row = confusion.get(label).getAsJsonArray();
      for (int other = 0; other < row.size(); other++) {
        assertThat(found.confusion().count(label, other)).isEqualTo(row.get(other).getAsInt());
      }
    }
  }

  @Test
  void aClassWithoutImagesHasNoRankFigures() throws IOException {
    JsonObject answers = JsonParser.parseString(Files.readString(ANSWERS)).getAsJsonObject();
    ClassFigures none = metrics(answers).classes().get(5);
    assertThat(none.support()).isZero();
    assertThat(none.rocAuc()).isNaN();
    assertThat(none.averagePrecision()).isNaN();
  }

  private static void assertFigure(
      ClassificationMetrics found,
      JsonObject answers,
      String name,
      ToDoubleFunction<ClassFigures> figure) {
    assertClose(found.macro(figure), answers, "macro" + name);
    assertClose(found.weighted(figure), answers, "weighted" + name);
    JsonArray each =
        answers.getAsJsonArray(Character.toLowerCase(name.charAt(0)) + name.substring(1));
    assertThat(each.size()).isGreaterThan(4);
    for (int label = 0; label < each.size(); label++) {
      assertThat(figure.applyAsDouble(found.classes().get(label)))
          .as("%s of class %d", name, label)
          .isCloseTo(each.get(label).getAsDouble(), within(TOLERANCE));
    }
  }

  private static void assertClose(double found, JsonObject answers, String name) {
    assertThat(found).as(name).isCloseTo(answers.get(name).getAsDouble(), within(TOLERANCE));
  }

  private static ClassificationMetrics metrics(JsonObject answers) {
    JsonArray counts = answers.getAsJsonArray("counts");
    int[] labels =
        answers.getAsJsonArray("labels").asList().stream().mapToInt(of -> of.getAsInt()).toArray();
    int[] predicted = new int[labels.length];
    List<float[]> probabilities = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      JsonArray row = counts.get(i).getAsJsonArray();
      float[] values = new float[row.size()];
      for (int label = 0; label < values.length; label++) {
        values[label] = row.get(label).getAsInt() / 64f;
        predicted[i] = values[label] > values[predicted[i]] ? label : predicted[i];
      }
      probabilities.add(values);
    }
    return ClassificationMetrics.of(
        counts.get(0).getAsJsonArray().size(), labels, predicted, probabilities);
  }
}
