package dev.nasnet.weights;

import dev.nasnet.architecture.Initializer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Draws weights. Each variable has a generator of its own, seeded by the seed and its name, so that
 * the values do not depend on which other variables there are.
 */
final class RandomWeights {
  /** A normal cut at two deviations has this deviation; Keras and slim divide by it. */
  private static final double TRUNCATED_DEVIATION = 0.8796256610342398;

  private RandomWeights() {}

  static Weights initial(Network network, long seed) {
    return draw(network, seed, (variable, random) -> initial(network, variable, random));
  }

  static Weights withBatchNorm(Network network, long seed) {
    return draw(
        network,
        seed,
        (variable, random) ->
            switch (variable.role()) {
              case GAMMA, MOVING_VARIANCE -> uniform(variable, random, 0.5, 1.5);
              case BETA, MOVING_MEAN -> uniform(variable, random, -0.5, 0.5);
              default -> initial(network, variable, random);
            });
  }

  private static Weights draw(
      Network network, long seed, BiFunction<VariableSpec, UnsynchronizedRandom, float[]> values) {
    return Weights.of(
        network.variables().parallelStream()
            .map(v -> new NamedArray(v.name(), v.shape(), values.apply(v, generator(v, seed))))
            .toList());
  }

  private static UnsynchronizedRandom generator(VariableSpec variable, long seed) {
    return new UnsynchronizedRandom(seed * 0x9E3779B97F4A7C15L + variable.name().hashCode());
  }

  private static float[] initial(
      Network network, VariableSpec variable, UnsynchronizedRandom random) {
    Initializer initializer = network.spec().dialect().initializer(variable);
    return switch (initializer) {
      case ZEROS -> filled(variable, 0);
      case ONES -> filled(variable, 1);
      case HE_NORMAL -> truncatedNormal(variable, random, 2.0 / fanIn(variable));
      case FAN_OUT_NORMAL -> truncatedNormal(variable, random, 2.0 / fanOut(variable));
      case GLOROT_UNIFORM -> {
        double limit = Math.sqrt(6.0 / (fanIn(variable) + fanOut(variable)));
        yield uniform(variable, random, -limit, limit);
      }
    };
  }

  private static float[] filled(VariableSpec variable, float value) {
    float[] values = new float[Math.toIntExact(variable.size())];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] uniform(
      VariableSpec variable, UnsynchronizedRandom random, double low, double high) {
    float[] values = new float[Math.toIntExact(variable.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return values;
  }

  private static float[] truncatedNormal(
      VariableSpec variable, UnsynchronizedRandom random, double variance) {
    double deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION;
    float[] values = new float[Math.toIntExact(variable.size())];
    for (int i = 0; i < values.length; i++) {
      double normal = random.nextGaussian();
      while (Math.abs(normal) > 2) {
        normal = random.nextGaussian();
      }
      values[i] = (float) (deviation * normal);
    }
    return values;
  }

  private static double fanIn(VariableSpec variable) {
    return receptiveField(variable) * fromEnd(variable, 2);
  }

  private static double fanOut(VariableSpec variable) {
    return receptiveField(variable) * fromEnd(variable, 1);
  }

  private static double receptiveField(VariableSpec variable) {
    List<Integer> shape = variable.shape();
    return shape.size() == 4 ? (double) shape.get(0) * shape.get(1) : 1;
  }

  private static int fromEnd(VariableSpec variable, int position) {
    return variable.shape().get(variable.shape().size() - position);
  }
}
