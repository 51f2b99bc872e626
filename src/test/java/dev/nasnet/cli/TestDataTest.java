package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import dev.nasnet.data.DigitImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a training, the exported epoch is scored on images that chose nothing. */
@Tag("slow")
class TestDataTest {
  @TempDir private Path folder;

  @Test
  void trainScoresTheTestImagesAsEvaluateDoes() throws IOException {
    List<byte[]> images = DigitImages.png(60);
    for (int i = 0; i < 60; i++) {
      String split = i % 3 == 0 ? "test" : i % 3 == 1 ? "val" : "train";
      Path file = folder.resolve("data").resolve(split).resolve(i % 2 + "/" + i + ".png");
      Files.createDirectories(file.getParent());
      Files.write(file, images.get(i));
    }
    String run = folder.resolve("run").toString();
    CommandRun trained =
        CommandRun.of(
            ("train --data folder:%s --preset cifar --spec 1@24 --stem-filters 6 --size 8 --epochs"
                    + " 1 --batch 10 --threads 1 --no-report --no-tensorboard --out %s")
                .formatted(folder.resolve("data"), run)
                .split(" "));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    MatchResult found =
        Pattern.compile("test (.+) % of 20 images, with epoch 1")
            .matcher(trained.out() + trained.err())
            .results()
            .findFirst()
            .orElseThrow(() -> new AssertionError(trained.out() + trained.err()));
    CommandRun evaluated =
        CommandRun.of(
            "evaluate",
            "--json",
            "--all",
            "--model",
            run,
            "--data",
            "folder:" + folder.resolve("data").resolve("test"));
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    double top1 =
        JsonParser.parseString(evaluated.out()).getAsJsonObject().get("top1").getAsDouble();
    assertThat(Double.parseDouble(found.group(1))).isCloseTo(100 * top1, within(0.01));
  }
}
