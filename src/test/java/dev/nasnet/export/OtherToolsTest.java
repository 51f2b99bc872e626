package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.interop.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports in other tools: saved again, with a log that is compared, and quantized. */
@Tag("interop")
class OtherToolsTest {
  @TempDir private Path folder;

  @Test
  void signaturesAndTrainingSurviveASecondSave() {
    write();
    assertThat(Python.run("second_save.py", folder))
        .contains("bundle saved again", "serving saved again", "second save agrees");
  }

  @Test
  void aBundleAddsNoLineToTheLog() {
    write();
    assertThat(Python.alone("quiet.py", folder.resolve("bundle/1"), folder.resolve("serving/1")))
        .contains("log agrees");
  }

  @Test
  void everyFormKeepsItsPredictionsInIntegers() {
    Path serving = folder.resolve("serving");
    Path frozen = folder.resolve("frozen.pb");
    export("--optimize", "serving", "--out", serving.toString());
    export("--format", "frozen", "--out", frozen.toString());
    assertThat(
            Python.run(
                "quantise.py",
                Path.of("savedmodels", "digits", "1").toAbsolutePath(),
                frozen,
                serving.resolve("1")))
        .contains("int8 agrees");
  }

  private void write() {
    ExportModel model = ExportCase.of(ExportCase.SMALL).artefact();
    Format.SAVED_MODEL.write(folder.resolve("bundle"), model);
    Format.SAVED_MODEL.write(folder.resolve("serving"), model.forServing());
  }

  private static void export(String... arguments) {
    List<String> all = new ArrayList<>(List.of("export", "--weights"));
    all.add(Path.of("savedmodels", "digits").toString());
    all.addAll(List.of(arguments));
    assertThat(CommandRun.of(all.toArray(String[]::new)).exitCode()).isZero();
  }
}
