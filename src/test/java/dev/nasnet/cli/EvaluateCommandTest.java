package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvaluateCommandTest {
  private static final String BUNDLE = "savedmodels/digits";

  @Test
  void theShippedBundleKnowsItsDigits() {
    CommandRun run = CommandRun.of("evaluate", "--model", BUNDLE, "--data", "digits");
    assertThat(run.err()).isEmpty();
    assertThat(run.out().strip()).isEqualTo("355 images  top-1 99.44 %  top-5 100.00 %");
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
    assertThat(EvaluateCommand.rank(new float[] {0.1f, 0.7f, 0.2f}, 1)).isZero();
    assertThat(EvaluateCommand.rank(new float[] {0.1f, 0.7f, 0.2f}, 0)).isEqualTo(2);
    assertThat(EvaluateCommand.rank(new float[] {nan, nan, nan}, 1)).isEqualTo(3);
  }
}
