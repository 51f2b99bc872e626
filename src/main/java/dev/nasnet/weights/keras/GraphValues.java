package dev.nasnet.weights.keras;

import java.util.List;
import java.util.Optional;

/** The variables and the constants that the operations of a serving function read. */
final class GraphValues {
  private final ServingGraph graph;

  GraphValues(ServingGraph graph) {
    this.graph = graph;
  }

  /** Whether a tensor is the value of a variable of this name. */
  boolean isAttribute(String tensor, String attribute) {
    return variable(tensor).filter(found -> found.attribute().equals(attribute)).isPresent();
  }

  /** The variable that an operation reads as one of its inputs. */
  Optional<GraphVariable> variable(GraphOp op, int input) {
    return input < op.inputs().size() ? variable(op.inputs().get(input)) : Optional.empty();
  }

  /** The variable that a tensor is the value of. */
  Optional<GraphVariable> variable(String tensor) {
    GraphOp op = withoutReshape(at(tensor));
    GraphOp handle =
        op.type().equals("ReadVariableOp") && !op.inputs().isEmpty() ? at(op.inputs().get(0)) : op;
    return handle.type().equals("VarHandleOp")
        ? Optional.of(GraphVariable.of(handle))
        : Optional.empty();
  }

  /** Keras 3 reshapes the vectors of a batch norm to {@code [1, 1, 1, C]} in some exports. */
  private GraphOp withoutReshape(GraphOp op) {
    if (!op.type().equals("Reshape") || op.inputs().size() != 2) {
      return op;
    }
    List<Double> shape = constants(op, 1);
    boolean isVector =
        !shape.isEmpty() && shape.subList(0, shape.size() - 1).stream().allMatch(size -> size == 1);
    return isVector ? at(op.inputs().get(0)) : op;
  }

  /** The values of a constant that an operation reads; none where it is no small constant. */
  List<Double> constants(GraphOp op, int input) {
    return input < op.inputs().size() && input >= 0
        ? at(op.inputs().get(input)).values().orElse(List.of())
        : List.of();
  }

  /** The number that a tensor is everywhere, if it is a constant. */
  Optional<Double> number(String tensor) {
    GraphOp op = at(tensor);
    boolean isCast = op.type().equals("Cast") && !op.inputs().isEmpty();
    return (isCast ? at(op.inputs().get(0)) : op)
        .values()
        .filter(values -> values.stream().distinct().count() == 1)
        .map(values -> values.get(0));
  }

  /** The operation that computes a tensor. */
  GraphOp at(String tensor) {
    return graph.op(graph.resolved(tensor));
  }

  /** The id of the tensor that an id stands for. */
  String resolved(String tensor) {
    return graph.resolved(tensor);
  }
}
