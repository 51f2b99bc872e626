package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** With five classes or fewer, top-5 accuracy is always 100 % and is not shown. */
class FewClassesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"3, false", "5, false", "6, true"})
  void trainingShowsTop5OfMoreThanFiveClasses(int classes, boolean isShown) {
    StringWriter out = new StringWriter();
    CommandLine command = NasNet.commandLine().setOut(new PrintWriter(out));
    new TrainProgress(command, Recipe.STANDARD, classes, false, List.of("images"))
        .onEpochEnd(
            new EpochReport(1, 2, 3, 0.5, 0.25, 0.75, 0.1, 4, 0.25, 0.75, 1, 0, 1, null, null));
    String top5 = isShown ? "  top-5 75.00 %" : "";
    assertThat(out.toString().strip())
        .isEqualTo("epoch 1/2  loss 0.5000  held-out 25.00 %" + top5 + "  4.0 s");
  }

  @Test
  void evaluationShowsNoTop5OfThreeClasses() throws IOException {
    for (int i = 0; i < 6; i++) {
      File file = Files.createDirectories(folder.resolve("data/c" + i % 3)).toFile();
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, i, 0xFFFFFF);
      ImageIO.write(image, "png", new File(file, i + ".png"));
    }
    String words =
        "export --preset cifar --spec 1@24 --stem-filters 6 --size 8 --classes 3 --random";
    CommandRun export = CommandRun.of((words + " --out " + folder.resolve("model")).split(" "));
    assertThat(export.exitCode()).as(export.err()).isZero();
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--model",
            folder.resolve("model").toString(),
            "--data",
            "folder:" + folder.resolve("data"),
            "--held-out",
            "1");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().findFirst().orElseThrow())
        .matches("6 images  top-1 \\d+\\.\\d\\d %");
  }
}
