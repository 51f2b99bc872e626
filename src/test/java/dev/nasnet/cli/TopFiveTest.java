package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of a network that has learnt little, of which one, five and six classes differ. */
class TopFiveTest {
  @TempDir private Path folder;

  @Test
  void trainAndEvaluateCountTheFiveLikeliestOfTheirPredictions() throws IOException {
    Path run = folder.resolve("run");
    CommandRun trained =
        CommandRun.of(
            ("train --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8 --batch 480"
                    + " --epochs 1 --threads 1 --lr 0.01 --no-report --no-tensorboard --json --out "
                    + run)
                .split(" "));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    Path model = folder.resolve("model");
    CommandRun exported =
        CommandRun.of("export", "--run", run.toString(), "--out", model.toString());
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    Path csv = folder.resolve("predictions.csv");
    CommandRun evaluated =
        CommandRun.of(
            ("evaluate --data digits --json --model " + model + " --predictions " + csv)
                .split(" "));
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    JsonObject figures = JsonParser.parseString(evaluated.out()).getAsJsonObject();
    JsonObject epoch = JsonParser.parseString(trained.out().strip()).getAsJsonObject();
    List<double[]> rows =
        Files.readAllLines(csv).stream()
            .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
            .toList();
    assertThat(figures.get("examples").getAsInt()).isEqualTo(rows.size());
    double five = among(rows, 5);
    assertThat(figures.get("top1").getAsDouble()).isCloseTo(among(rows, 1), within(1e-9));
    assertThat(figures.get("top5").getAsDouble()).isCloseTo(five, within(1e-9));
    // One image of 355, where two classes are equally likely but for rounding.
    assertThat(epoch.get("top5").getAsDouble()).isCloseTo(five, within(1.5 / 355));
    assertThat(among(rows, 6)).isGreaterThan(five + 0.01);
    assertThat(among(rows, 4)).isLessThan(five - 0.01);
  }

  private static double among(List<double[]> rows, int count) {
    long hits =
        rows.stream()
            .filter(
                row ->
                    Arrays.stream(row, 1, row.length).filter(p -> p > row[(int) row[0] + 1]).count()
                        < count)
            .count();
    return hits / (double) rows.size();
  }
}
