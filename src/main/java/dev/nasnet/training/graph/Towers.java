package dev.nasnet.training.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.Variables;
import dev.nasnet.training.graph.Tower.Inputs;
import dev.nasnet.training.graph.Tower.Pass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Data parallelism over the devices of one machine: each device computes its share of the images
 * with the same variables; losses and gradients are averaged. As in slim's {@code model_deploy.py},
 * batch normalization uses each share's own statistics, and the running statistics are updated by
 * the first tower's.
 *
 * <p>A tower is a function that is called on its device. All its ops run there, the gradients too,
 * although {@code Graph.addGradients} creates ops without a device. Variables, averages and
 * optimizer have no device either: TensorFlow places them on the first GPU, or else on the CPU.
 */
final class Towers {
  private final Tower tower;
  private final int count;
  private final DeviceType type;
  private final List<VariableSpec> specs;

  /**
   * Creates the towers.
   *
   * @param count the number of devices, at least 1
   * @param type the type of all devices
   */
  Towers(Tower tower, int count, DeviceType type) {
    this.tower = tower;
    this.count = count;
    this.type = type;
    specs = tower.network().variables();
  }

  /**
   * Adds all passes to a graph.
   *
   * @param whole the inputs of all towers, with images to be divided evenly; the draw of tower i is
   *     {@code draw·count + i}
   */
  Pass over(Ops tf, Inputs whole, Variables variables) {
    if (count == 1) {
      return tower.pass(tf, whole, variables);
    }
    List<Pass> passes = new ArrayList<>();
    try (ConcreteFunction function = ConcreteFunction.create(body -> body(body, whole))) {
      var images = tf.split(tf.constant(0), whole.images(), (long) count).output();
      var targets = tf.split(tf.constant(0), whole.targets(), (long) count).output();
      for (int i = 0; i < count; i++) {
        Inputs share =
            new Inputs(
                images.get(i),
                targets.get(i),
                tf.math.add(
                    tf.math.mul(whole.draw(), tf.constant((long) count)), tf.constant((long) i)),
                whole.progress(),
                whole.lossScale());
        DeviceSpec device = DeviceSpec.newBuilder().deviceType(type).deviceIndex(i).build();
        passes.add(pass(tf.withDevice(device).call(function, arguments(share, variables))));
      }
    }
    return mean(tf, passes);
  }

  /** Returns the arguments by name; variables are named by their index in the network's list. */
  private Map<String, Operand<?>> arguments(Inputs inputs, Variables variables) {
    Map<String, Operand<?>> arguments = new LinkedHashMap<>();
    arguments.put("images", inputs.images());
    arguments.put("targets", inputs.targets());
    arguments.put("draw", inputs.draw());
    arguments.put("progress", inputs.progress());
    inputs.lossScale().ifPresent(scale -> arguments.put("scale", scale));
    for (int i = 0; i < specs.size(); i++) {
      arguments.put("variable" + i, variables.read(specs.get(i)));
    }
    return arguments;
  }

  /** Builds a pass as a function of all its inputs and variables. */
  private Signature body(Ops body, Inputs whole) {
    Inputs inputs =
        new Inputs(
            argument(body, TFloat32.class, share(whole.images())),
            argument(body, TFloat32.class, share(whole.targets())),
            argument(body, TInt64.class, Shape.scalar()),
            argument(body, TFloat32.class, Shape.scalar()),
            whole.lossScale().map(scale -> argument(body, TFloat32.class, Shape.scalar())));
    Map<VariableSpec, Operand<TFloat32>> values = new HashMap<>();
    specs.forEach(
        spec -> values.put(spec, argument(body, TFloat32.class, Shape.of(spec.dimensions()))));
    Variables read = spec -> Objects.requireNonNull(values.get(spec));
    Signature.Builder signature = Signature.builder().key("tower");
    arguments(inputs, read).forEach(signature::input);
    Pass pass = tower.pass(body, inputs, read);
    signature.output("loss", pass.loss());
    for (int i = 0; i < pass.gradients().size(); i++) {
      signature.output("gradient" + i, pass.gradients().get(i));
    }
    for (BatchNormUpdate update : pass.statistics()) {
      signature.output(statistic(update.variable()), update.value());
    }
    return signature.build();
  }

  private String statistic(VariableSpec variable) {
    return "statistic" + specs.indexOf(variable);
  }

  private Pass pass(Map<String, Operand<?>> outputs) {
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (int i = 0; outputs.containsKey("gradient" + i); i++) {
      gradients.add(output(outputs, "gradient" + i));
    }
    List<BatchNormUpdate> statistics =
        specs.stream()
            .filter(spec -> outputs.containsKey(statistic(spec)))
            .map(spec -> new BatchNormUpdate(spec, output(outputs, statistic(spec))))
            .toList();
    return new Pass(output(outputs, "loss"), gradients, statistics);
  }

  private Pass mean(Ops tf, List<Pass> passes) {
    Operand<TFloat32> share = tf.constant(1f / count);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (int i = 0; i < passes.get(0).gradients().size(); i++) {
      int index = i;
      var all = passes.stream().map(pass -> pass.gradients().get(index)).toList();
      gradients.add(tf.math.mul(tf.math.addN(all), share));
    }
    Operand<TFloat32> loss = tf.math.addN(passes.stream().map(Pass::loss).toList());
    return new Pass(tf.math.mul(loss, share), gradients, passes.get(0).statistics());
  }

  /** Returns the shape of a tower's share. */
  private Shape share(Operand<TFloat32> whole) {
    long[] dimensions = whole.shape().asArray();
    dimensions[0] /= count;
    return Shape.of(dimensions);
  }

  private static <T extends TType> Operand<T> argument(Ops body, Class<T> type, Shape shape) {
    return body.placeholder(type, Placeholder.shape(shape));
  }

  private static Operand<TFloat32> output(Map<String, Operand<?>> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name)).asOutput().expect(TFloat32.class);
  }
}
