package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluateCommandTest {
  private static final String BUNDLE = "savedmodels/digits";

  @Test
  void theShippedBundleKnowsItsDigits() {
    CommandRun run = CommandRun.of("evaluate", "--model", BUNDLE, "--data", "digits");
    assertThat(run.err()).isEmpty();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(0)).isEqualTo("355 images  top-1 99.44 %  top-5 100.00 %");
    assertThat(lines).hasSize(1 + 2 + 10 + 2);
    assertThat(lines.get(1)).startsWith("top-1 within 98.59 to 100.00 % (95 %)");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aMissingModelIsOneLine() {
    CommandRun run = CommandRun.of("evaluate", "--model", "nowhere", "--data", "digits");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip()).contains("nowhere").doesNotContain("\n");
  }

  @Test
  void whatIsNoNumberIsNeverRight() {
    float nan = Float.NaN;
    ScoredImages images = new ScoredImages(3, false);
    images.add(1, new float[] {0.1f, 0.7f, 0.2f}, new float[] {0.1f, 0.7f, 0.2f});
    images.add(0, new float[] {nan, nan, nan}, new float[] {nan, nan, nan});
    assertThat(images.metrics().top1()).isEqualTo(0.5);
  }
}
