package dev.nasnet.spark;

import static dev.nasnet.spark.LocalSpark.DIGITS;
import static dev.nasnet.spark.LocalSpark.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.Prediction;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compares the scores of a bundle with a sigmoid head with its predictions without Spark. */
@Timeout(120)
@Tag("spark")
class LabelScorerTest {
  private static final List<String> NAMES = List.of("ant", "bee", "cat", "dog");

  @TempDir private static Path folder;
  private static Path model = Path.of("");

  @BeforeAll
  static void start() {
    LocalSpark.start();
    Network network =
        Network.of(
            NasNetSpec.of("1@96").toBuilder()
                .size(ImageSize.square(32))
                .classes(NAMES.size())
                .activation(HeadActivation.SIGMOID)
                .build());
    model = folder.resolve("model");
    Format.SAVED_MODEL.write(
        model, new ExportModel(network, Weights.randomBatchNorm(network, 1), NAMES, Map.of()));
  }

  @AfterAll
  static void stop() {
    LocalSpark.stop();
  }

  @Test
  void labelsAndProbabilitiesAreThoseOfTheClassifier() {
    try (Classifier classifier = Classifier.open(model)) {
      List<Row> rows =
          frame(DIGITS, 2).transform(Scorer.of(model).withBatch(1)::transform).collectAsList();
      assertThat(rows.get(0).schema().fieldNames())
          .containsExactly("id", "content", "labels", "probabilities", "error");
      float most = 0;
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        List<Prediction> right = classifier.classify(DIGITS.get(i), NAMES.size());
        List<Float> probabilities = row.getList(row.fieldIndex("probabilities"));
        right.forEach(of -> assertThat(probabilities.get(of.index())).isEqualTo(of.probability()));
        assertThat(row.<String>getList(row.fieldIndex("labels")))
            .isEqualTo(names(classifier.predictLabels(DIGITS.get(i), 0.5)));
        most = Math.max(most, right.get(0).probability());
      }
      double threshold = Math.nextUp(most);
      Scorer none = Scorer.of(model).withBatch(1).withThreshold(threshold).withPrefix("n_");
      List<Row> empty = frame(DIGITS, 1).transform(none::transform).collectAsList();
      assertThat(IntStream.range(0, empty.size()))
          .allMatch(i -> empty.get(i).getList(empty.get(i).fieldIndex("n_labels")).isEmpty());
    }
  }

  private static List<String> names(List<Prediction> predictions) {
    return predictions.stream().map(Prediction::label).toList();
  }

  @Test
  void whatDoesNotFitTheHeadIsRefused() {
    assertThatThrownBy(() -> Scorer.of(model).withTop(2))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("top (2) requires classes that exclude each other");
    assertThatThrownBy(() -> Scorer.of(model).withThreshold(1))
        .hasMessageContaining("threshold (1.0) must be above 0 and below 1");
    assertThatThrownBy(() -> Scorer.of(LocalSpark.MODEL).withThreshold(0.5))
        .hasMessageContaining("threshold (0.5) requires a sigmoid head");
  }
}
