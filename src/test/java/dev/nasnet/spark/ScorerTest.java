package dev.nasnet.spark;

import static dev.nasnet.spark.LocalSpark.DIGITS;
import static dev.nasnet.spark.LocalSpark.IMAGES;
import static dev.nasnet.spark.LocalSpark.MODEL;
import static dev.nasnet.spark.LocalSpark.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.image.DecodeOptions;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.image.decode.ImageReader;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.ImageModel;
import dev.nasnet.inference.Prediction;
import dev.nasnet.inference.ThreadConfig;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compares the scores of a frame with predictions of the bundle without Spark. */
@Timeout(120)
@Tag("spark")
class ScorerTest {
  private static final int BATCH = 8;

  @BeforeAll
  static void start() {
    LocalSpark.start();
  }

  @AfterAll
  static void stop() {
    LocalSpark.stop();
  }

  @Test
  void scoresEqualTheClassifiersPredictionsBitForBit() {
    Scorer scorer = Scorer.of(MODEL).withBatch(BATCH).withTop(3);
    List<Row> rows = frame(DIGITS, 2).transform(scorer::transform).collectAsList();
    List<List<Prediction>> right = new ArrayList<>(classified(DIGITS.subList(0, IMAGES / 2)));
    right.addAll(classified(DIGITS.subList(IMAGES / 2, IMAGES)));
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
  void featuresEqualThoseOfTheBundle() {
    Scorer scorer = Scorer.of(MODEL).withBatch(BATCH).withClasses(false).withFeatures(true);
    List<Row> rows = frame(DIGITS, 1).transform(scorer::transform).collectAsList();
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly("id", "content", "features", "error");
    try (ImageModel model = ImageModel.open(MODEL, PixelLimit.USUAL, ThreadConfig.BEST)) {
      for (int start = 0; start < IMAGES; start += BATCH) {
        List<float[]> batch =
            DIGITS.subList(start, start + BATCH).stream()
                .map(image -> model.read(image, ""))
                .toList();
        List<float[]> right = model.predict(batch, false, true).features();
        for (int i = 0; i < BATCH; i++) {
          List<Float> found = rows.get(start + i).getList(2);
          assertThat(found).isEqualTo(boxed(right.get(i)));
        }
      }
    }
  }

  @Test
  void classesAndFeaturesCanBeCombined() {
    Scorer scorer = Scorer.of(MODEL).withBatch(BATCH).withFeatures(true);
    Row both = frame(DIGITS, 1).transform(scorer::transform).first();
    Row classes = frame(DIGITS, 1).transform(Scorer.of(MODEL)::transform).first();
    Row features = frame(DIGITS, 1).transform(scorer.withClasses(false)::transform).first();
    assertThat(both.<Integer>getAs("class")).isEqualTo(classes.<Integer>getAs("class"));
    assertThat(both.<Float>getAs("score")).isEqualTo(classes.<Float>getAs("score"));
    assertThat(both.getList(both.fieldIndex("features")))
        .isEqualTo(features.getList(2))
        .isNotEmpty();
  }

  @Test
  void rowsOfBadImagesContainTheReason() {
    List<byte[]> images = new ArrayList<>(DIGITS.subList(0, 5));
    images.add(1, null);
    images.add(3, "no image".getBytes(StandardCharsets.UTF_8));
    Scorer scorer = Scorer.of(MODEL).withTop(2).withFeatures(true);
    List<Row> rows = frame(images, 1).transform(scorer::transform).collectAsList();
    assertThat(rows.stream().map(row -> row.<Integer>getAs("id")))
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(rows.stream().map(row -> row.<String>getAs("error")))
        .containsExactly(
            null,
            "column (content) is null; give an image",
            null,
            "image (8 bytes) cannot be decoded; give a JPEG, PNG, BMP or GIF file",
            null,
            null,
            null);
    for (Row row : rows) {
      boolean bad = row.<String>getAs("error") != null;
      for (String name : List.of("class", "label", "score", "top", "features")) {
        assertThat(row.isNullAt(row.fieldIndex(name))).as(name).isEqualTo(bad);
      }
    }
    List<Row> alone = frame(DIGITS.subList(0, 5), 1).transform(scorer::transform).collectAsList();
    assertThat(rows.get(6).<Float>getAs("score")).isEqualTo(alone.get(4).<Float>getAs("score"));
  }

  @Test
  void formatsThatAreNotDecodedAreNamed() {
    byte[] tiff = "II*\0\b\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    Row row = frame(List.of(tiff), 1).transform(Scorer.of(MODEL)::transform).first();
    assertThat(row.<String>getAs("error")).contains("is a TIFF file, which is not decoded");
  }

  /** Digits are square, and so is the network: a wide image shows that the mode arrives. */
  @Test
  void theModeOfResizingIsFollowed() throws IOException {
    BufferedImage wide = new BufferedImage(24, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24 * 8; i++) {
      wide.setRGB(i % 24, i / 24, i * i * 99991);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(wide, "png", bytes);
    List<Float> scores = new ArrayList<>();
    for (ResizeMode mode : ResizeMode.values()) {
      Scorer scorer = Scorer.of(MODEL).withResize(mode);
      DecodeOptions decoding = new DecodeOptions(PixelLimit.USUAL, Optional.of(mode));
      Row row = frame(List.of(bytes.toByteArray()), 1).transform(scorer::transform).first();
      try (Classifier classifier = Classifier.open(MODEL, decoding, ThreadConfig.BEST)) {
        assertThat(row.<Float>getAs("score"))
            .isEqualTo(classifier.classify(bytes.toByteArray(), 1).get(0).probability());
      }
      scores.add(row.<Float>getAs("score"));
    }
    assertThat(scores).doesNotHaveDuplicates();
  }

  @Test
  void anImageAboveThePixelLimitIsNotDecoded() {
    Scorer scorer = Scorer.of(MODEL).withPixelLimit(new PixelLimit(10));
    Row row = frame(DIGITS.subList(0, 1), 1).transform(scorer::transform).first();
    assertThat(row.<String>getAs("error")).contains("more than the limit of 10 (`maxPixels`)");
  }

  @Test
  void imageFilesAreReadFromTheirPaths(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("a b.png"), DIGITS.get(7));
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    List<Row> rows =
        Stream.of(
                file.toString(),
                file.toUri().toString(),
                folder + "/none",
                folder.toString(),
                "x:y",
                bad.toString())
            .map(RowFactory::create)
            .toList();
    StructType schema = new StructType().add("where", DataTypes.StringType);
    Scorer scorer = Scorer.of(MODEL).withPathColumn("where");
    List<Row> scored =
        LocalSpark.session()
            .createDataFrame(rows, schema)
            .coalesce(1)
            .transform(scorer::transform)
            .collectAsList();
    assertThat(scored.get(0).<String>getAs("error")).isNull();
    assertThat(scored.get(0).<String>getAs("label"))
        .isEqualTo(classified(DIGITS).get(7).get(0).label());
    for (Row row : scored.subList(2, 5)) {
      assertThat(row.<String>getAs("error")).startsWith("file (").contains("cannot be read");
    }
    assertThat(scored.get(5).<String>getAs("error")).contains("bad.png) cannot be decoded");
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

  /**
   * Returns the three most likely classes of each image, computed by the classifier itself in the
   * batches of one partition, since another batch size may change the last bit (seen with AVX2).
   */
  private static List<List<Prediction>> classified(List<byte[]> partition) {
    List<List<Prediction>> all = new ArrayList<>();
    try (Classifier classifier = Classifier.open(MODEL);
        ImageReader reader = new ImageReader(classifier.height(), classifier.width())) {
      for (int start = 0; start < partition.size(); start += BATCH) {
        int end = Math.min(start + BATCH, partition.size());
        List<float[]> batch =
            partition.subList(start, end).stream().map(image -> reader.read(image, "")).toList();
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
}
