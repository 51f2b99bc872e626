package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class BenchmarkCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"--input", "--model savedmodels/digits"})
  void inputAndAnswersAreTimedAsOftenAsAsked(String what) {
    JsonObject report = json(what.split(" "));
    assertThat(report.get("calls").getAsInt()).isEqualTo(3);
    assertThat(report.get("images").getAsInt()).isEqualTo(20);
    double median = report.get("medianSeconds").getAsDouble();
    assertThat(median)
        .isPositive()
        .isBetween(
            report.get("lowerQuartileSeconds").getAsDouble(),
            report.get("upperQuartileSeconds").getAsDouble());
    assertThat(report.get("imagesPerSecond").getAsDouble()).isEqualTo(20 / median);
  }

  /** The first prediction prepares the graph; TensorFlow alone takes over 100 MB. */
  @Test
  void aModelsCostIsPrinted() {
    JsonObject report = json("--model", "savedmodels/digits");
    assertThat(report.get("loadSeconds").getAsDouble()).isPositive();
    assertThat(report.get("firstSeconds").getAsDouble())
        .isGreaterThan(report.get("lowerQuartileSeconds").getAsDouble());
    assertThat(report.get("peakBytes").getAsLong()).isGreaterThan(100_000_000L);
    assertThat(json("--input").has("peakBytes")).isFalse();
  }

  /** Each separable convolution of the summary has one depthwise kernel, and so one gradient. */
  @Test
  void aProfileCountsTheOpsThatRan() {
    JsonObject report = json("--profile");
    long depthwise =
        StreamSupport.stream(report.getAsJsonArray("profile").spliterator(), false)
            .map(JsonElement::getAsJsonObject)
            .filter(type -> type.get("type").getAsString().contains("DepthwiseConv2d"))
            .filter(type -> type.get("type").getAsString().endsWith("BackpropFilter"))
            .peek(type -> assertThat(type.get("seconds").getAsDouble()).isPositive())
            .mapToLong(type -> type.get("count").getAsLong())
            .sum();
    CommandRun summary = CommandRun.of("summary", "--preset", "cifar", "--spec", "1@24");
    long separable = summary.out().lines().filter(l -> l.contains("SeparableConv2D")).count();
    assertThat(separable).isEqualTo(50);
    assertThat(depthwise).isEqualTo(separable);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--input --steps 0 | steps (0) must be at least 1",
        "--model nowhere | model (nowhere) does not exist",
        "--data nowhere | data (nowhere)"
      })
  void whatMakesNoSenseIsRefusedInOneLine(String options, String message) {
    CommandRun run = CommandRun.of(arguments(options.split(" ")));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains(message);
  }

  private static JsonObject json(String... options) {
    List<String> all = new ArrayList<>(List.of("--batch", "20", "--json"));
    if (!Arrays.asList(options).contains("--profile")) {
      all.addAll(List.of("--steps", "3"));
    }
    all.addAll(Arrays.asList(options));
    CommandRun run = CommandRun.of(arguments(all.toArray(String[]::new)));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static String[] arguments(String... options) {
    List<String> all = new ArrayList<>(List.of("benchmark"));
    if (!Arrays.asList(options).contains("--model")) {
      all.addAll(List.of("--preset", "cifar"));
      all.addAll(List.of("--spec", "1@24", "--stem-filters", "6", "--size", "8"));
    }
    all.addAll(List.of("--warm-up-steps", "1"));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }
}
