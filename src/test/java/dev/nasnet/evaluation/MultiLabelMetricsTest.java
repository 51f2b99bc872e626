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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with scikit-learn's figures, which {@code src/test/python/multi_label_answers.py} wrote.
 */
class MultiLabelMetricsTest {
  private static final Path ANSWERS = Path.of("src/test/resources/evaluation/multi_label.json");

  /** Both compute in float64; scikit-learn adds in another order. */
  private static final double TOLERANCE = 1e-12;

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void figuresAreThoseOfScikitLearn(int index) throws IOException {
    JsonObject json = JsonParser.parseString(Files.readString(ANSWERS)).getAsJsonObject();
    JsonObject answers = json.getAsJsonArray("figures").get(index).getAsJsonObject();
    MultiLabelMetrics found = metrics(json, answers.get("threshold").getAsFloat());
    assertClose(found.exactMatch(), answers, "exactMatch");
    assertClose(found.hammingLoss(), answers, "hammingLoss");
    assertClose(found.loss(), answers, "loss");
    assertFigure(found, answers, "Precision", ClassFigures::precision);
    assertFigure(found, answers, "Recall", ClassFigures::recall);
    assertFigure(found, answers, "F1", ClassFigures::f1);
    assertFigure(found, answers, "RocAuc", ClassFigures::rocAuc);
    assertFigure(found, answers, "AveragePrecision", ClassFigures::averagePrecision);
    JsonArray support = answers.getAsJsonArray("support");
    for (int label = 0; label < support.size(); label++) {
      assertThat(found.classes().get(label).support()).isEqualTo(support.get(label).getAsInt());
    }
    ClassFigures none = found.classes().get(4);
    assertThat(none.support()).isZero();
    assertThat(none.rocAuc()).isNaN();
    assertThat(none.averagePrecision()).isNaN();
  }

  @Test
  @Timeout(10)
  void probabilitiesThatAreNotNumbersPredictNothing() {
    List<boolean[]> labels = List.of(new boolean[] {true}, new boolean[] {false});
    List<float[]> none = List.of(new float[] {Float.NaN}, new float[] {Float.NaN});
    MultiLabelMetrics found = MultiLabelMetrics.of(1, labels, none, 0.5f);
    assertThat(found.loss()).isNaN();
    assertThat(found.exactMatch()).isEqualTo(0.5);
    assertThat(found.classes().get(0).recall()).isZero();
  }

  private static void assertFigure(
      MultiLabelMetrics found,
      JsonObject answers,
      String name,
      ToDoubleFunction<ClassFigures> figure) {
    assertClose(found.macro(figure), answers, "macro" + name);
    assertClose(figure.applyAsDouble(found.micro()), answers, "micro" + name);
    assertClose(found.weighted(figure), answers, "weighted" + name);
    JsonArray each =
        answers.getAsJsonArray(Character.toLowerCase(name.charAt(0)) + name.substring(1));
    assertThat(each.size()).isGreaterThan(3);
    for (int label = 0; label < each.size(); label++) {
      assertThat(figure.applyAsDouble(found.classes().get(label)))
          .as("%s of class %d", name, label)
          .isCloseTo(each.get(label).getAsDouble(), within(TOLERANCE));
    }
  }

  private static void assertClose(double found, JsonObject answers, String name) {
    assertThat(found).as(name).isCloseTo(answers.get(name).getAsDouble(), within(TOLERANCE));
  }

  private static MultiLabelMetrics metrics(JsonObject json, float threshold) {
    JsonArray counts = json.getAsJsonArray("counts");
    List<boolean[]> labels = new ArrayList<>();
    List<float[]> probabilities = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      JsonArray row = counts.get(i).getAsJsonArray();
      JsonArray truth = json.getAsJsonArray("labels").get(i).getAsJsonArray();
      boolean[] has = new boolean[row.size()];
      float[] values = new float[row.size()];
      for (int label = 0; label < values.length; label++) {
        has[label] = truth.get(label).getAsInt() == 1;
        values[label] = row.get(label).getAsInt() / 64f;
      }
      labels.add(has);
      probabilities.add(values);
    }
    return MultiLabelMetrics.of(labels.get(0).length, labels, probabilities, threshold);
  }
}
