package dev.nasnet.weights;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.FailureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** TensorFlow's V2 checkpoints: {@code PREFIX.index} and {@code PREFIX.data-00000-of-00001}. */
public final class Checkpoint {
  /** An eager op has at most 1,000 outputs. */
  private static final int OUTPUTS_AT_ONCE = 500;

  private Checkpoint() {}

  /**
   * {@return the key of a variable's moving average, as TensorFlow 1 called it}
   *
   * @param key the key of the variable
   */
  public static String averageOf(String key) {
    return key + "/ExponentialMovingAverage";
  }

  /** The key of the variable of which a key may be the moving average. */
  static String withoutAverage(String key) {
    String suffix = averageOf("");
    return key.endsWith(suffix) ? key.substring(0, key.length() - suffix.length()) : key;
  }

  /**
   * Writes weights under their names.
   *
   * @param prefix the path of the files without their endings
   * @param weights the arrays, in the order in which they are written
   */
  public static void write(Path prefix, Weights weights) {
    write(prefix, weights, Map.of());
  }

  /**
   * Writes weights under their names.
   *
   * @param prefix the path of the files without their endings
   * @param weights the arrays, in the order in which they are written
   * @param counters int64 scalars behind them, by key, in their order
   */
  public static void write(Path prefix, Weights weights, Map<String, Long> counters) {
    try (CheckpointWriter writer = new CheckpointWriter()) {
      weights.arrays().forEach(array -> writer.add(array.name(), array));
      counters.forEach(writer::add);
      writer.write(prefix);
    }
  }

  /**
   * Reads all float32 arrays, whatever they are.
   *
   * @param prefix the path of the files without their endings
   * @return the arrays, in the order of their keys
   * @throws FailureException if the file is missing or damaged
   */
  public static Weights read(Path prefix) {
    List<String> names =
        CheckpointIndex.read(prefix).entrySet().stream()
            .filter(entry -> entry.getValue().type() == DataType.DT_FLOAT)
            .map(Map.Entry::getKey)
            .toList();
    return Weights.of(read(prefix, names, UnaryOperator.identity()));
  }

  /**
   * Reads variables.
   *
   * @param prefix the path of the files without their endings
   * @param variables the variables to read
   * @param keyOf the checkpoint's key for a variable's name
   * @return the variables, under their own names
   * @throws FailureException if the file is missing, damaged or lacks a key
   */
  public static Weights read(
      Path prefix, List<VariableSpec> variables, UnaryOperator<String> keyOf) {
    if (!Files.exists(Path.of(prefix + ".index"))) {
      throw new FailureException("checkpoint (" + prefix + ") has no .index file", null);
    }
    List<String> names = variables.stream().map(VariableSpec::name).toList();
    return Weights.of(read(prefix, names, keyOf));
  }

  /** As {@link #read(Path, List, UnaryOperator)}, by names. */
  static List<NamedArray> read(Path prefix, Collection<String> names, UnaryOperator<String> keyOf) {
    List<String> all = List.copyOf(names);
    List<NamedArray> arrays = new ArrayList<>();
    for (int from = 0; from < all.size(); from += OUTPUTS_AT_ONCE) {
      int to = Math.min(all.size(), from + OUTPUTS_AT_ONCE);
      arrays.addAll(readSome(prefix, all.subList(from, to), keyOf));
    }
    return arrays;
  }

  /**
   * The bytes of a string scalar.
   *
   * @throws FailureException if they cannot be read
   */
  static byte[] bytes(Path prefix, String key) {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      var restored =
          tf.train.restore(
              tf.constant(prefix.toString()),
              names(tf, List.of(key)),
              slices(tf, 1),
              List.of(TString.class));
      return ((TString) restored.tensors().get(0).asTensor()).asBytes().getObject();
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw unreadable(prefix, e);
    }
  }

  private static FailureException unreadable(Path prefix, RuntimeException e) {
    return new FailureException(
        "checkpoint (%s) cannot be read: %s".formatted(prefix, e.getMessage()), e);
  }

  private static List<NamedArray> readSome(
      Path prefix, List<String> variables, UnaryOperator<String> keyOf) {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      List<String> keys = variables.stream().map(keyOf).toList();
      var restored =
          tf.train.restore(
              tf.constant(prefix.toString()),
              names(tf, keys),
              slices(tf, keys.size()),
              Collections.nCopies(keys.size(), TFloat32.class));
      List<NamedArray> arrays = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        arrays.add(array(variables.get(i), (TFloat32) restored.tensors().get(i).asTensor()));
      }
      return arrays;
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw unreadable(prefix, e);
    }
  }

  /**
   * {@return a tensor as a named array}
   *
   * @param name the array's name
   * @param tensor the tensor, which the caller closes
   */
  public static NamedArray array(String name, TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    List<Integer> shape = new ArrayList<>();
    for (long dimension : tensor.shape().asArray()) {
      shape.add(Math.toIntExact(dimension));
    }
    return new NamedArray(name, shape, values);
  }

  static Operand<TString> names(Ops tf, List<String> names) {
    try (TString tensor = TString.vectorOf(names.toArray(String[]::new))) {
      return tf.constantOf(tensor);
    }
  }

  /** So many whole tensors. */
  static Operand<TString> slices(Ops tf, int count) {
    return names(tf, Collections.nCopies(count, ""));
  }
}
