package dev.nasnet.weights;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables of a weights file: names and shapes at first, values when they are read. */
interface WeightsReader {
  /** The kind of the file, with its article, for messages only. */
  String kind();

  /** The dialect of the networks that this format is for; empty for a format of all dialects. */
  default Optional<Dialect> dialect() {
    return Optional.empty();
  }

  /** The file, or the checkpoint's prefix. */
  Path path();

  /** The same variables, named for a network where the file itself has no names. */
  default WeightsReader namedFor(Network network) {
    return this;
  }

  /** The model that the file describes, where it describes one. */
  default Optional<KerasModel> model() {
    return Optional.empty();
  }

  /** Whether a classifier of 1001 classes has the background as its first class. */
  default boolean hasBackground() {
    return dialect().filter(Dialect.SLIM::equals).isPresent();
  }

  /**
   * The spec that the shapes suggest, with the choices that the format implies.
   *
   * @param likely the spec that the shapes suggest
   */
  default NasNetSpec completed(NasNetSpec likely) {
    return dialect().filter(Dialect.SLIM::equals).isPresent()
        ? likely.toBuilder().dialect(Dialect.SLIM).dropout(0).build()
        : likely;
  }

  /**
   * A line for each choice of a network that the weights fit, but that computes something else than
   * the network of the format.
   *
   * @throws InvalidInputException if the weights are worthless in the network
   */
  default List<String> differences(NasNetSpec wanted) {
    return List.of();
  }

  /** The shapes of its variables, by the names of {@link dev.nasnet.architecture.VariableName}. */
  Map<String, List<Integer>> shapes();

  /** The values of some of {@link #shapes()}. */
  List<NamedArray> read(Collection<String> names);
}
