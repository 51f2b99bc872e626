package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a file of weights holds, told before a value is read. */
interface WeightsReader {
  /** What kind of file it is, with its article. */
  String kind();

  /** The file, or the checkpoint's prefix. */
  Path path();

  /** The same, where names hang on the network that they are wanted for. */
  default WeightsReader namedFor(Network network) {
    return this;
  }

  /** The model that the file describes, where it describes one. */
  default Optional<KerasModel> model() {
    return Optional.empty();
  }

  /** The shapes of its variables, by our names. */
  Map<String, List<Integer>> shapes();

  /** The values of some of {@link #shapes()}. */
  List<NamedArray> read(Collection<String> names);
}
