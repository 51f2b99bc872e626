package dev.nasnet.spark;

import static dev.nasnet.spark.LocalSpark.MODEL;
import static dev.nasnet.spark.LocalSpark.SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the errors that a scorer reports before any scoring. */
@Tag("spark")
class ScorerRulesTest {
  @Test
  void invalidSettingsAreRefused(@TempDir Path folder) {
    Scorer scorer = Scorer.of(MODEL);
    refused(() -> scorer.withBatch(0), "batch (0) must be at least 1");
    refused(() -> scorer.withTop(0), "top (0) must be at least 1");
    refused(
        () -> scorer.withClasses(false).transformSchema(SCHEMA), "classes (false) must be true");
    refused(
        () -> scorer.withContentColumn("image").transformSchema(SCHEMA),
        "content-column (image) must be one of the columns id, content");
    refused(
        () -> scorer.withPathColumn("id").transformSchema(SCHEMA),
        "path-column (id) must be of type string, not int");
    refused(
        () -> scorer.withContentColumn("id").transformSchema(SCHEMA),
        "content-column (id) must be of type binary, not int");
    StructType labelled = SCHEMA.add("Label", DataTypes.StringType);
    refused(() -> scorer.transformSchema(labelled), "column (Label) must not exist");
    assertThat(scorer.withPrefix("p_").transformSchema(labelled).fieldNames())
        .containsExactly("id", "content", "Label", "p_class", "p_label", "p_score", "p_error");
    refused(() -> Scorer.of(folder), "must be a folder that holds saved_model.pb");
  }

  @Test
  void aDamagedBundleIsRefused(@TempDir Path folder) throws Exception {
    Path copy = folder.resolve("1");
    try (Stream<Path> files = Files.walk(MODEL.resolve("1"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(MODEL.resolve("1").relativize(file).toString()));
      }
    }
    Files.writeString(copy.resolve("assets/labels.txt"), "other");
    assertThatThrownBy(() -> Scorer.of(copy))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("assets/labels.txt is not what was written");
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }
}
