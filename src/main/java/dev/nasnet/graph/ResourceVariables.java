package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Adds resource variables to a graph. The op name and the shared name of a variable are {@code
 * <layer>/<attribute>}, and each variable has a single read op.
 */
public final class ResourceVariables implements Variables {
  private final Graph graph;
  private final Ops tf;
  private final Map<String, VarHandleOp> handles = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();

  /**
   * Creates a source of resource variables.
   *
   * @param graph the graph to which the variables are added
   */
  public ResourceVariables(Graph graph) {
    this.graph = graph;
    tf = Ops.create(graph);
  }

  @Override
  public Operand<TFloat32> read(VariableSpec variable) {
    return values.computeIfAbsent(
        variable.name(),
        name ->
            tf.withName(name.replace('/', '.') + ".Read")
                .readVariableOp(handle(name, variable.dimensions()), TFloat32.class));
  }

  /**
   * {@return the handle of a float32 variable} The first call for a name creates it.
   *
   * @param name the op name and shared name of the variable
   * @param shape the dimensions of the variable
   */
  public VarHandleOp handle(String name, long... shape) {
    return handles.computeIfAbsent(name, key -> create(key, Shape.of(shape)));
  }

  /** {@return all handles by name in the order of their creation} */
  public Map<String, VarHandleOp> handles() {
    return new LinkedHashMap<>(handles);
  }

  /** Adds a handle with the raw op builder, because {@code Ops} accepts no name with a slash. */
  private VarHandleOp create(String name, Shape shape) {
    return new VarHandleOp(
        graph
            .opBuilder("VarHandleOp", name, graph.baseScope())
            .setAttr("dtype", DataType.DT_FLOAT)
            .setAttr("shape", shape)
            .setAttr("shared_name", name)
            .build());
  }
}
