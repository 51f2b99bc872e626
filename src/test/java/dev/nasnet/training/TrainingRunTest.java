package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.cli.CommandRun;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.report.BestEpochReview;
import dev.nasnet.report.Report;
import dev.nasnet.report.RunProvenance;
import dev.nasnet.report.RunReport;
import dev.nasnet.tensorboard.TrainingEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Java program leaves the run folder that {@code nasnet train} leaves. */
@Tag("slow")
class TrainingRunTest {
  private static final NasNetSpec SPEC =
      NasNetSpec.cifar().toBuilder()
          .notation("1@24")
          .stemFilters(6)
          .size(ImageSize.square(8))
          .build();
  private static final Network NETWORK = Network.of(SPEC);
  private static final Recipe RECIPE = Recipe.STANDARD.toBuilder().epochs(1).batch(600).build();

  @TempDir Path folder;

  @Test
  void aJavaProgramLeavesTheRunFolderOfTheCommand() throws IOException {
    Path java = folder.resolve("java");
    DataSource data = DataSource.parse("digits");
    RunProvenance provenance = RunProvenance.now(java, data, List.of());
    TrainingRun run =
        builder(data, java)
            .observers(
                listeners -> {
                  listeners.add(
                      "events",
                      () ->
                          new TrainingEvents(
                              java.resolve("events"), NETWORK, data.classNames(), RECIPE));
                  listeners.add(
                      "report.html",
                      () ->
                          new RunReport(
                              java.resolve("report.html"),
                              new Report(NETWORK, data.classNames(), false),
                              new BestEpochReview(java, NETWORK, data, RECIPE),
                              provenance::values,
                              line -> {}));
                })
            .build();
    assertThat(run.train()).isTrue();
    Path command = folder.resolve("command");
    CommandRun trained =
        CommandRun.of(
            ("train --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8 --epochs 1"
                    + " --batch 600 --threads 1 --out "
                    + command)
                .split(" "));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(files(java)).isEqualTo(files(command));
    for (String file : List.of("state.data-00000-of-00001", "state.json")) {
      assertThat(java.resolve("checkpoints/epoch-1").resolve(file))
          .hasSameBinaryContentAs(command.resolve("checkpoints/epoch-1").resolve(file));
    }
    JsonObject byJava = description(java);
    JsonObject byCommand = description(command);
    assertThat(byCommand.remove("command").getAsJsonArray().get(0).getAsString())
        .isEqualTo("train");
    assertThat(byJava).isEqualTo(byCommand);
    CommandRun exported =
        CommandRun.of(
            "export", "--run", java.toString(), "--out", folder.resolve("bundle").toString());
    assertThat(exported.exitCode()).as(exported.err()).isZero();
  }

  @Test
  void aFolderWithARunIsNotOverwritten() {
    Path path = folder.resolve("run");
    DataSource data = DataSource.parse("digits");
    assertThat(builder(data, path).build().train()).isTrue();
    assertThatThrownBy(() -> builder(data, path).build().train())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("already holds a run");
    Recipe other = RECIPE.toBuilder().seed(3).build();
    TrainingRun another =
        TrainingRun.builder(NETWORK, data, other, path).dataText("digits").resumes(true).build();
    assertThatThrownBy(another::train)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("must continue the run as it began: recipe's --seed 0, not 3");
  }

  private static TrainingRun.Builder builder(DataSource data, Path path) {
    return TrainingRun.builder(NETWORK, data, RECIPE, path)
        .dataText("digits")
        .options(TrainerOptions.on(Hardware.threads(1)));
  }

  private static JsonObject description(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("run.json"))).getAsJsonObject();
  }

  private static List<String> files(Path run) throws IOException {
    try (Stream<Path> all = Files.walk(run)) {
      return all.map(path -> run.relativize(path).toString().replaceAll("tfevents.*", "tfevents"))
          .sorted()
          .toList();
    }
  }
}
