package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
  private static final Network NETWORK = Network.of(NasNetSpec.of("4@1056"));

  @TempDir Path folder;

  @Test
  void theSameSeedGivesTheSameWeights() {
    Weights one = Weights.random(NETWORK, 7);
    String name = "predictions/kernel";
    assertThat(Weights.random(NETWORK, 7).get(name).values()).isEqualTo(one.get(name).values());
    assertThat(Weights.random(NETWORK, 8).get(name).values()).isNotEqualTo(one.get(name).values());
  }

  @Test
  void kernelsHaveTheirInitializersVariance() {
    // The dense kernel has a million values: glorot 2 / (1056 + 1000).
    assertThat(variance(Weights.random(NETWORK, 1), "predictions/kernel"))
        .isEqualTo(2.0 / 2056, offset(2e-5));
    // 528 × 176 values: he 2 / fan-in.
    assertThat(variance(Weights.random(NETWORK, 1), "normal_conv_1_10/kernel"))
        .isEqualTo(2.0 / 1056, offset(5e-5));
    Network slim = Network.of(NETWORK.spec().toBuilder().dialect(Dialect.SLIM).build());
    assertThat(variance(Weights.random(slim, 1), "normal_conv_1_10/kernel"))
        .isEqualTo(2.0 / 176, offset(3e-4));
  }

  @Test
  void weightsOfAnotherNetworkAreNamed() {
    Network other = Network.of(NasNetSpec.of("2@192"));
    assertThatThrownBy(() -> Weights.random(NETWORK, 1).requireFit(other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("weights must fit 2@192")
        .hasMessageContaining("misshapen: reduction_conv_1_stem_1/kernel [1, 1, 32, 11]")
        .hasMessageContaining("extra: ");
  }

  @Test
  void checkpointsGiveBackEveryBit() {
    Weights weights = Weights.randomBatchNorm(NETWORK, 3);
    Path prefix = folder.resolve("weights");
    Checkpoint.write(prefix, weights);
    Weights read = Checkpoint.read(prefix, NETWORK.variables(), UnaryOperator.identity());
    read.requireFit(NETWORK);
    weights
        .arrays()
        .forEach(array -> assertThat(read.get(array.name()).values()).isEqualTo(array.values()));
  }

  @Test
  void aMissingCheckpointAndAMissingKeyAreNamed() {
    Path prefix = folder.resolve("none");
    assertThatThrownBy(() -> Checkpoint.read(prefix, NETWORK.variables(), UnaryOperator.identity()))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("none) has no .index file");
    Network small = Network.of(NasNetSpec.of("1@96"));
    Checkpoint.write(prefix, Weights.random(small, 1));
    assertThatThrownBy(() -> Checkpoint.read(prefix, NETWORK.variables(), UnaryOperator.identity()))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("not found");
  }

  private static double variance(Weights weights, String name) {
    float[] values = weights.get(name).values();
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum / values.length;
  }
}
