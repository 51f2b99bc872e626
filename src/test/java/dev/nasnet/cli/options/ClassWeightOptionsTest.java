package dev.nasnet.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.data.ClassCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassWeightOptionsTest {
  private static final Path ANSWERS = Path.of("src/test/resources/evaluation/weighted_loss.json");

  @Test
  void autoOfSeveralLabelsIsAbsentByPresent() {
    List<ClassCount> classes =
        List.of(
            new ClassCount("rare", 10, 1), new ClassCount("half", 50, 1),
            new ClassCount("none", 0, 1), new ClassCount("all", 100, 1));
    assertThat(ClassWeightOptions.positive(classes, 100)).containsExactly(9.0, 1.0, 1.0, 1.0);
  }

  @Test
  void autoIsBalancedOfScikitLearn() throws IOException {
    JsonObject answers = JsonParser.parseString(Files.readString(ANSWERS)).getAsJsonObject();
    JsonArray counts = answers.getAsJsonArray("counts");
    List<ClassCount> classes = new ArrayList<>();
    for (int label = 0; label < counts.size(); label++) {
      classes.add(new ClassCount("c" + label, counts.get(label).getAsInt(), 1));
    }
    // Without images there is nothing to weight, and the other weights stay as they are.
    classes.add(new ClassCount("none", 0, 1));
    List<Double> found = ClassWeightOptions.balanced(classes);
    JsonArray balanced = answers.getAsJsonArray("balanced");
    for (int label = 0; label < counts.size(); label++) {
      assertThat(found.get(label)).isCloseTo(balanced.get(label).getAsDouble(), within(1e-12));
    }
    assertThat(found.get(counts.size())).isEqualTo(1);
  }
}
