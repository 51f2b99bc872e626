package dev.nasnet.spark;

import static dev.nasnet.spark.LocalSpark.DIGITS;
import static dev.nasnet.spark.LocalSpark.MODEL;
import static dev.nasnet.spark.LocalSpark.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.image.PixelLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that an executor opens one native session for each bundle, and closes unused sessions. */
@Timeout(120)
@Tag("spark")
class SharedModelTest {
  @BeforeAll
  static void start() {
    LocalSpark.start();
  }

  @AfterAll
  static void stop() {
    LocalSpark.stop();
  }

  @Test
  void tasksShareOneSession() {
    SharedModel.closeIdle();
    int before = SharedModel.counts().opened();
    frame(DIGITS, 1).repartition(6).transform(Scorer.of(MODEL)::transform).collectAsList();
    frame(DIGITS, 1).repartition(2).transform(Scorer.of(MODEL)::transform).collectAsList();
    assertThat(SharedModel.counts()).isEqualTo(new SharedModel.Counts(before + 1, 1));
    Scorer other = Scorer.of(MODEL).withPixelLimit(new PixelLimit(1000));
    frame(DIGITS, 2).transform(other::transform).collectAsList();
    assertThat(SharedModel.counts())
        .as("the first is closed")
        .isEqualTo(new SharedModel.Counts(before + 2, 1));
  }

  @Test
  void twoModelsInOneTaskBothStayOpen() {
    SharedModel.closeIdle();
    int before = SharedModel.counts().opened();
    Scorer one = Scorer.of(MODEL).withPrefix("one_");
    Scorer two = Scorer.of(MODEL).withPrefix("two_").withPixelLimit(new PixelLimit(1000));
    List<Row> rows =
        frame(DIGITS, 2).transform(one::transform).transform(two::transform).collectAsList();
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.<Integer>getAs("one_class"))
                    .isEqualTo(row.<Integer>getAs("two_class")));
    assertThat(SharedModel.counts()).isEqualTo(new SharedModel.Counts(before + 2, 2));
  }

  @Test
  void theTemporaryFolderOfABundleIsDeleted() throws Exception {
    SharedModel.closeIdle();
    frame(DIGITS, 1).transform(Scorer.of(MODEL)::transform).collectAsList();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(
              left.filter(path -> path.getFileName().toString().startsWith(SharedModel.prefix())))
          .isEmpty();
    }
  }
}
