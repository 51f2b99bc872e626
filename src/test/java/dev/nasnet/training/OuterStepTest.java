package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.interop.Python;
import dev.nasnet.weights.NamedArray;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OuterStepTest {
  private static final int SIZE = 6;
  private static final int ROUNDS = 5;

  /** Float32 of values around 1, five times rounded. */
  private static final double TOLERANCE = 1e-6;

  @Tag("interop")
  @ParameterizedTest
  @CsvSource({"0.7,0.9", "1,0", "0.5,0", "1,0.5"})
  void aStepIsKerassSgd(double rate, double momentum) {
    Random random = new Random(1);
    float[] start = draw(random);
    float[] values = start;
    float[] velocity = new float[SIZE];
    StringJoiner changes = new StringJoiner(";");
    double[][] ours = new double[ROUNDS][];
    for (int round = 0; round < ROUNDS; round++) {
      float[] change = draw(random);
      changes.add(text(change));
      double[] mean = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        mean[i] = (double) values[i] + change[i];
      }
      values = new OuterStep(rate, momentum).update(array(values), mean, velocity);
      ours[round] = wide(values);
    }
    String told = Python.run("outer_step.py", rate, momentum, text(start), changes);
    List<String> lines =
        told.lines()
            .filter(line -> line.startsWith("weights "))
            .map(line -> line.substring("weights ".length()))
            .toList();
    assertThat(lines).hasSize(ROUNDS);
    for (int round = 0; round < ROUNDS; round++) {
      double[] theirs =
          Arrays.stream(lines.get(round).split(",")).mapToDouble(Double::parseDouble).toArray();
      assertThat(ours[round]).as("round %d", round).containsExactly(theirs, within(TOLERANCE));
    }
  }

  /** Also where the change is far larger than the mean. */
  @Test
  void rateOneWithoutMomentumTakesTheMeanToTheBit() {
    float[] before = {1, 1e20f, -3, 1e-30f, 0, 5};
    float[] mean = {1e-12f, 1.1f, -3.0000002f, 7, -0.1f, Float.MIN_VALUE};
    float[] moved = new OuterStep(1, 0).update(array(before), wide(mean), new float[SIZE]);
    assertThat(moved).isEqualTo(mean);
  }

  private static float[] draw(Random random) {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static NamedArray array(float[] values) {
    return new NamedArray("layer/kernel", List.of(SIZE), values);
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static String text(float[] values) {
    StringJoiner text = new StringJoiner(",");
    for (float value : values) {
      text.add(Float.toString(value));
    }
    return text.toString();
  }
}
