package dev.nasnet.architecture;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operation of a branch of a cell on its state. An operation is one record, which appends its
 * layers. Everything else follows from these layers: the parameters, the multiply-adds ({@link
 * Layer#multiplyAdds()}), the op of each framework and the rewrites for inference.
 */
public interface Operation {
  /** The kinds of operations. */
  enum Kind {
    /** No operation. */
    IDENTITY,
    /** Convolutions, plain or separable. */
    CONVOLUTION,
    /** A pool. */
    POOL
  }

  /** {@return the kind of operation} */
  Kind kind();

  /** {@return the name in cell files, such as {@code separable_5x5}} */
  String word();

  /** {@return the name in diagrams, such as {@code sep 5×5}} */
  String label();

  /** {@return the longer side of the kernel or window, in pixels; 1 for the identity} */
  int kernel();

  /** {@return the distance between the pixels that a kernel reads; 1 for adjacent pixels} */
  default int dilation() {
    return 1;
  }

  /**
   * Appends the layers of this operation.
   *
   * @param branch the place of the layers: location, stride and number of channels
   * @param state the layer that the branch reads
   * @return the last layer of the branch, which has the channels of the cell's states
   */
  Layer append(BranchDesigner branch, Layer state);

  /**
   * {@return all operations, in the order of their names in the documentation} This is the only
   * list of them: an operation that is not here cannot be named by a cell file.
   */
  static List<Operation> all() {
    return Stream.of(
            IdentityOperation.all(),
            ConvolutionOperation.all(),
            SeparableOperation.all(),
            PoolOperation.all())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * {@return the operation with a name in cell files; empty if there is none}
   *
   * @param word the name, such as {@code separable_5x5}
   */
  static Optional<Operation> of(String word) {
    return all().stream().filter(operation -> operation.word().equals(word)).findFirst();
  }
}
