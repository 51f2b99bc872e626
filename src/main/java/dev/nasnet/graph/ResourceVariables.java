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
 * Resource variables whose op and shared names are {@code <layer>/<attribute>}; each is read once.
 */
public final class ResourceVariables implements Variables {
  private final Graph graph;
  private final Ops tf;
  private final Map<String, VarHandleOp> handles = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();

  /**
   * @param graph where the variables live
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

  /** The handle of a float32 variable by this name, made at the first call. */
  public VarHandleOp handle(String name, long... shape) {
    return handles.computeIfAbsent(name, key -> create(key, Shape.of(shape)));
  }

  /** All handles by name, in the order of their making. */
  public Map<String, VarHandleOp> handles() {
    return new LinkedHashMap<>(handles);
  }

  /** The raw builder, since {@code Ops} takes no name with a slash. */
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
