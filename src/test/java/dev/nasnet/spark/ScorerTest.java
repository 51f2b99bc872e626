package dev.nasnet.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.data.DigitImages;
import dev.nasnet.graph.ImageReader;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.ImageModel;
import dev.nasnet.inference.Prediction;
import dev.nasnet.inference.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A frame's scores are those of the bundle asked directly. */
@Timeout(120)
class ScorerTest {
  private static final Path MODEL = Path.of("savedmodels", "digits");
  private static final int BATCH = 8;
  private static final int IMAGES = 40;
  private static final List<byte[]> DIGITS = DigitImages.png(IMAGES);
  private static final StructType SCHEMA =
      new StructType().add("id", DataTypes.IntegerType, false).add("content", DataTypes.BinaryType);

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", false).getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
    SharedModel.closeIdle();
  }

  @Test
  void answersAreTheClassifiersToTheBit() {
    Scorer scorer = Scorer.of(MODEL).withBatch(BATCH).withTop(3);
    List<Row> rows = frame(DIGITS, 2).transform(scorer::transform).collectAsList();
    List<List<Prediction>> right = classified();
    assertThat(rows).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      Row row = rows.get(i);
      List<Prediction> expected = right.get(i);
      assertThat(row.<Integer>getAs("id")).isEqualTo(i);
      assertThat(row.<byte[]>getAs("content")).isEqualTo(DIGITS.get(i));
      assertThat(row.<Integer>getAs("class")).isEqualTo(expected.get(0).index());
      assertThat(row.<String>getAs("label")).isEqualTo(expected.get(0).label());
      assertThat(row.<Float>getAs("score")).isEqualTo(expected.get(0).probability());
      assertThat(row.<String>getAs("error")).isNull();
      assertThat(row.<Row>getList(row.fieldIndex("top")).stream().map(ScorerTest::prediction))
          .isEqualTo(expected);
    }
  }

  @Test
  void featuresAreTheBundlesOwn() {
    Scorer scorer = Scorer.of(MODEL).withBatch(BATCH).withClasses(false).withFeatures(true);
    List<Row> rows = frame(DIGITS, 1).transform(scorer::transform).collectAsList();
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly("id", "content", "features", "error");
    try (ImageModel model = ImageModel.open(MODEL, PixelLimit.USUAL, Threads.TENSORFLOWS)) {
      for (int start = 0; start < IMAGES; start += BATCH) {
        List<float[]> batch =
            DIGITS.subList(start, start + BATCH).stream()
                .map(image -> model.read(image, ""))
                .toList();
        List<float[]> right = model.answer(batch, false, true).features();
        for (int i = 0; i < BATCH; i++) {
          List<Float> found = rows.get(start + i).getList(2);
          assertThat(found).isEqualTo(boxed(right.get(i)));
        }
      }
    }
  }

  private static List<Float> boxed(float[] values) {
    List<Float> boxed = new ArrayList<>();
    for (float value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  private static Prediction prediction(Row row) {
    return new Prediction(row.getInt(0), row.getString(1), row.getFloat(2));
  }

  /** The three likeliest of each, by the classifier itself, in the same batches. */
  private static List<List<Prediction>> classified() {
    List<List<Prediction>> all = new ArrayList<>();
    try (Classifier classifier = Classifier.open(MODEL);
        ImageReader reader = new ImageReader(classifier.height(), classifier.width())) {
      for (int start = 0; start < IMAGES; start += BATCH) {
        List<float[]> batch =
            DIGITS.subList(start, start + BATCH).stream()
                .map(image -> reader.read(image, ""))
                .toList();
        for (float[] row : classifier.probabilities(batch)) {
          all.add(
              IntStream.range(0, row.length)
                  .mapToObj(i -> new Prediction(i, classifier.labels().get(i), row[i]))
                  .sorted((a, b) -> Float.compare(b.probability(), a.probability()))
                  .limit(3)
                  .toList());
        }
      }
    }
    return all;
  }

  /** Numbered images in so many partitions, in order. */
  private static Dataset<Row> frame(List<byte[]> images, int partitions) {
    List<Row> rows =
        IntStream.range(0, images.size())
            .mapToObj(i -> RowFactory.create(i, images.get(i)))
            .toList();
    return spark.createDataFrame(rows, SCHEMA).coalesce(partitions);
  }
}
