package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.interop.Python;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The temperature by SciPy's minimum on the same logits, and the model that is written with it. */
@Tag("interop")
class CalibrationTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void train() {
    run(
        "train --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8 --batch 100"
            + " --epochs 2 --threads 1 --label-smoothing 0.3 --no-report --no-tensorboard --out %s",
        folder.resolve("run"));
  }

  private static String run(String words, Object... arguments) {
    CommandRun run = CommandRun.of(words.formatted(arguments).split(" "));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private static JsonObject json(String words, Object... arguments) {
    return JsonParser.parseString(run(words, arguments)).getAsJsonObject();
  }

  @Test
  void sciPyFindsTheSameTemperature() {
    Path logits = folder.resolve("logits.csv");
    JsonObject report =
        json(
            "evaluate --model %s --data digits --calibrate --json --logits %s --out %s",
            folder.resolve("run"), logits, folder.resolve("bundle"));
    JsonObject found = report.getAsJsonObject("calibration");
    double temperature = found.get("temperature").getAsDouble();
    assertThat(
            Python.run(
                "calibrate.py",
                logits,
                temperature,
                found.get("lossBefore").getAsDouble(),
                found.get("loss").getAsDouble(),
                found.get("calibrationErrorBefore").getAsDouble(),
                found.get("calibrationError").getAsDouble()))
        .contains("SciPy agrees");
    assertThat(found.get("images").getAsInt()).isEqualTo(355);
    Path bundle = Path.of(found.get("written").getAsString());
    assertThat(bundle).isEqualTo(folder.resolve("bundle/1"));

    // The bundle has the same classes, the new loss, and nothing more to calibrate.
    run("verify %s", bundle);
    JsonObject again = json("evaluate --model %s --data digits --json", bundle);
    assertThat(again.get("confusion")).isEqualTo(report.get("confusion"));
    assertThat(again.get("loss").getAsDouble())
        .isEqualTo(found.get("loss").getAsDouble(), within(1e-6));
    JsonObject twice =
        json("evaluate --model %s --data digits --calibrate --json", bundle)
            .getAsJsonObject("calibration");
    assertThat(twice.get("temperature").getAsDouble()).isEqualTo(1, within(1e-4));
    Provenance provenance = Provenance.ofBundle(bundle).orElseThrow();
    assertThat(provenance.origin().get("temperatureScaling").getAsJsonObject().get("temperature"))
        .hasToString(Double.toString(temperature));
    assertThat(provenance.origin()).containsKeys("data", "recipe", "epoch");
  }

  @Test
  void filesAreWrittenByTheirEnding() {
    Path keras = folder.resolve("calibrated.keras");
    String text =
        run("evaluate --model %s --data digits --calibrate --out %s", folder.resolve("run"), keras);
    assertThat(text)
        .containsPattern("temperature 0\\.\\d{4}, of 355 images")
        .containsPattern("loss \\d\\.\\d{4}, before \\d\\.\\d{4}  calibration error")
        .contains("written with this temperature: " + keras);
    JsonObject plain = json("evaluate --model %s --data digits --json", folder.resolve("run"));
    JsonObject scaled = json("evaluate --model %s --data digits --json", keras);
    assertThat(scaled.get("loss").getAsDouble()).isLessThan(plain.get("loss").getAsDouble());
    assertThat(scaled.get("top1")).isEqualTo(plain.get("top1"));
  }

  @Test
  void whatCannotBeCalibratedIsRefused() {
    String run = folder.resolve("run").toString();
    Path serving = folder.resolve("serving");
    run("export --run %s --optimize serving --out %s", run, serving);
    List<String[]> cases =
        List.of(
            new String[] {"--model " + run + " --out x", "--out (x) has no effect without"},
            new String[] {"--model " + run + " --calibrate --all", "no effect with --calibrate"},
            new String[] {"--model " + serving + " --calibrate", "weights ("},
            new String[] {"--model savedmodels/digits --calibrate --out x.png", "out (x.png)"});
    for (String[] one : cases) {
      CommandRun refused = CommandRun.of(("evaluate --data digits " + one[0]).split(" "));
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains(one[1]).containsOnlyOnce("\n");
    }
  }
}
