package dev.nasnet.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.EarlyStopping.Monitor;
import dev.nasnet.recipe.FineTuning.GroupRate;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of which a recipe consists: which values they refuse, and what they compute. */
class RecipePartsTest {
  private static final int GROWTH = 2000;

  @Test
  void patienceIsNotNegative() {
    assertThat(new EarlyStopping(0, Monitor.TOP1)).isEqualTo(EarlyStopping.NEVER);
    refused(
        () -> new EarlyStopping(-1, Monitor.TOP1),
        "patience (-1) must be at least 0; 0 turns early stopping off");
  }

  @ParameterizedTest
  @CsvSource({
    "TOP1, top1, top1, 0.75, false",
    "LOSS, loss, held_out_loss, -0.75, true",
    "MAP, map, macro_average_precision, 0.75, true"
  })
  void aMonitorHasAColumnAndADirection(
      Monitor monitor, String word, String column, double merit, boolean isForMultiLabel) {
    assertThat(monitor.word()).isEqualTo(word);
    assertThat(monitor.column()).isEqualTo(column);
    assertThat(monitor.merit(0.75)).isEqualTo(merit);
    assertThat(monitor.appliesTo(true)).isEqualTo(isForMultiLabel);
    assertThat(monitor.appliesTo(false)).isEqualTo(monitor != Monitor.MAP);
  }

  @Test
  void aFigureThatATrainingLacksIsReplacedByTheUsualOne() {
    EarlyStopping top1 = new EarlyStopping(4, Monitor.TOP1);
    EarlyStopping loss = new EarlyStopping(4, Monitor.LOSS);
    assertThat(top1.fitted(true)).isEqualTo(new EarlyStopping(4, Monitor.MAP));
    assertThat(top1.fitted(false)).isEqualTo(top1);
    assertThat(loss.fitted(true)).isEqualTo(loss);
    assertThat(loss.fitted(false)).isEqualTo(loss);
  }

  @Test
  void layersAreFrozenUntilAnEpoch() {
    FineTuning forever = new FineTuning(List.of("stem"), 0, false, List.of());
    assertThat(forever.isFrozenIn(0)).isTrue();
    assertThat(forever.isFrozenIn(999)).isTrue();
    FineTuning two = new FineTuning(List.of("stem"), 2, false, List.of());
    assertThat(two.isFrozenIn(1)).isTrue();
    assertThat(two.isFrozenIn(2)).isFalse();
    assertThat(FineTuning.NONE.isFrozenIn(0)).isFalse();
  }

  @Test
  void onlyFrozenLayersAreUnfrozen() {
    String cure =
        " must be an epoch, and there must be layers to unfreeze: add `freeze` or remove"
            + " `unfreezeAfter`";
    refused(
        () -> new FineTuning(List.of("stem"), -1, false, List.of()), "unfreeze-after (-1)" + cure);
    refused(() -> new FineTuning(List.of(), 1, false, List.of()), "unfreeze-after (1)" + cure);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void factorsOfRatesAreFiniteAndAboveZero(double factor) {
    refused(
        () -> new GroupRate("head", factor),
        "lr-scale (head=%s) must be a finite factor above 0; `freeze` leaves layers as they are"
            .formatted(factor));
    assertThat(new GroupRate("head", Double.MIN_VALUE).factor()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, Double.NaN, Double.POSITIVE_INFINITY})
  void weightsDoNotDecayBackwards(double decay) {
    refused(
        () -> new Optimizer.AdamW(0.9, 0.999, 1e-7, decay),
        "weight-decay (%s) must be at least 0 and finite".formatted(decay));
    assertThat(new Optimizer.AdamW(0.9, 0.999, 1e-7, 0).weightDecay()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2, 32768, 0x1p126})
  void lossScalesArePowersOfTwo(double scale) {
    assertThat(new Precision(Precision.Type.FLOAT16, scale, 1).lossScale()).isEqualTo(scale);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3, -2, 0x1p127, Double.NaN, Double.POSITIVE_INFINITY})
  void otherLossScalesAreRefused(double scale) {
    refused(
        () -> new Precision(Precision.Type.FLOAT16, scale, GROWTH),
        "loss-scale (%s) must be 0 for none, or a power of two from 1 to 2^126, as 32768"
            .formatted(scale));
  }

  @Test
  void aLossScaleGrowsAfterAStepAtLeast() {
    refused(
        () -> new Precision(Precision.Type.FLOAT16, 1, 0),
        "loss-scale-steps (0) must be at least 1");
  }

  @Test
  void onlyFloat16HasAUsualLossScale() {
    assertThat(Precision.of(Precision.Type.FLOAT16))
        .isEqualTo(new Precision(Precision.Type.FLOAT16, 32768, GROWTH));
    assertThat(Precision.of(Precision.Type.BFLOAT16))
        .isEqualTo(new Precision(Precision.Type.BFLOAT16, 0, GROWTH));
    assertThat(Precision.of(Precision.Type.FLOAT32)).isEqualTo(Precision.STANDARD);
  }

  @Test
  void aWarmUpPrecedesNoWarmUp() {
    LearningRate warm = new LearningRate.WarmUp(new LearningRate.Constant(1), 2);
    refused(
        () -> new LearningRate.WarmUp(warm, 3),
        "warm-up (3.0) must precede a schedule that is no warm-up itself; use one of the two");
  }

  @Test
  void aStaircaseNeedsAFactorAndARate() {
    refused(
        () -> new LearningRate.Staircase(0, 0.9, 1), "lr (0.0) must be a finite number above 0");
    refused(
        () -> new LearningRate.Staircase(1, 0, 1), "factor (0.0) must be a finite number above 0");
    refused(
        () -> new LearningRate.Staircase(1, 0.9, 0), "every (0.0) must be a finite number above 0");
    refused(() -> new LearningRate.Constant(0), "lr (0.0) must be a finite number above 0");
  }

  private static void refused(ThrowingCallable made, String message) {
    assertThatThrownBy(made).isInstanceOf(InvalidInputException.class).hasMessage(message);
  }
}
