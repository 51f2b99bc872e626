package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Compares one SGD step with the same step in Keras: the loss and the changes of weights and
 * running statistics must be equal.
 */
@Tag("interop")
class StepParityTest {
  private static final float RATE = 0.01f;
  private static final int BATCH = 4;
  private static final double MOMENTUM = 0.9;
  private static final NasNetSpec SPEC =
      NasNetSpec.of("2@192").toBuilder()
          .classes(10)
          .size(ImageSize.square(64))
          .batchNormMomentum(MOMENTUM)
          .build();

  @TempDir Path folder;

  @Test
  void oneStepEqualsKeras() throws IOException {
    Checkpoint.write(folder.resolve("java"), step());
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("cells", SPEC.cells());
    description.put("filters", SPEC.penultimateFilters());
    description.put("stem", SPEC.stemFilters());
    description.put("classes", SPEC.classes());
    description.put("height", SPEC.size().height());
    description.put("width", SPEC.size().width());
    description.put("skip", false);
    description.put("rate", RATE);
    description.put("momentum", MOMENTUM);
    Files.writeString(folder.resolve("spec.json"), new Gson().toJson(description));
    List<JsonObject> found =
        Python.run("step.py", folder)
            .lines()
            .filter(line -> line.startsWith("{"))
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(found).hasSize(2);
    for (JsonObject library : found) {
      // The loss is a mean of four values near 2.3 with a few float32 roundings; measured are 1e-6
      // and 0.
      assertThat(library.get("loss").getAsDouble()).isLessThan(1e-5);
      // The last batch normalization, over 16 values, magnifies roundings; measured are 3e-6 and
      // 9e-7.
      assertThat(library.get("weights").getAsDouble()).isLessThan(5e-5);
      assertThat(library.get("moving_mean").getAsDouble()).isLessThan(1e-5);
    }
    // This library and tf_keras average the unbiased variance, as TensorFlow's fused kernel does.
    // Keras 3 averages the biased variance; the factor is n/(n−1) with n from 16 (2×2 px, batch 4)
    // to 3,844.
    assertThat(found.get(1).get("moving_variance").getAsDouble()).isLessThan(1e-5);
    assertThat(found.get(0).get("moving_variance").getAsDouble()).isBetween(1e-3, 0.1);
  }

  private static Weights step() {
    Network network = Network.of(SPEC);
    Weights before = Weights.random(network, 3);
    List<NamedArray> arrays = new ArrayList<>(before.arrays());
    NamedArray image = image();
    arrays.add(image);
    arrays.add(new NamedArray("step/labels", List.of(BATCH), new float[] {1, 7, 3, 3}));
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();
      Variables variables =
          variable ->
              values.computeIfAbsent(variable.name(), name -> constant(tf, before.get(name)));
      Mode mode = new Mode.Training(1, tf.constant(0L), tf.constant(0f));
      NetworkGraph built = NetworkGraph.build(tf, network, constant(tf, image), mode, variables);
      Operand<TFloat32> labels =
          tf.oneHot(
              tf.constant(new int[] {1, 7, 3, 3}),
              tf.constant(10),
              tf.constant(1f),
              tf.constant(0f));
      Operand<TFloat32> loss =
          tf.math.mean(
              tf.nn.softmaxCrossEntropyWithLogits(built.logits(), labels).loss(), tf.constant(0));
      Map<String, Operand<TFloat32>> after = after(graph, tf, network, values, loss);
      built
          .batchNormUpdates()
          .forEach(update -> after.put(update.variable().name(), update.value()));
      Session.Runner runner = session.runner().fetch(loss);
      after.values().forEach(runner::fetch);
      try (Result result = runner.run()) {
        arrays.add(Checkpoint.array("step/loss", (TFloat32) result.get(0)));
        int index = 1;
        for (String name : after.keySet()) {
          arrays.add(Checkpoint.array("after/" + name, (TFloat32) result.get(index++)));
        }
      }
    }
    return Weights.of(arrays);
  }

  private static Map<String, Operand<TFloat32>> after(
      Graph graph,
      Ops tf,
      Network network,
      Map<String, Operand<TFloat32>> values,
      Operand<TFloat32> loss) {
    List<String> names =
        network.variables().stream()
            .filter(VariableSpec::trainable)
            .map(VariableSpec::name)
            .toList();
    Output<?>[] inputs =
        names.stream().map(name -> values.get(name).asOutput()).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), inputs);
    Map<String, Operand<TFloat32>> after = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Output<TFloat32> gradient = gradients[i].expect(TFloat32.class);
      Operand<TFloat32> change = tf.math.mul(gradient, tf.constant(RATE));
      after.put(names.get(i), tf.math.sub(values.get(names.get(i)), change));
    }
    return after;
  }

  private static Operand<TFloat32> constant(Ops tf, NamedArray array) {
    return tf.constant(Shape.of(array.dimensions()), DataBuffers.of(array.values()));
  }

  private static NamedArray image() {
    Random random = new Random(11);
    float[] values = new float[BATCH * 64 * 64 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return new NamedArray("step/image", List.of(BATCH, 64, 64, 3), values);
  }
}
