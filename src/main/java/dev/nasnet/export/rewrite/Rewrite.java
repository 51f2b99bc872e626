package dev.nasnet.export.rewrite;

/** A change of layers that keeps the function, but for rounding. */
@FunctionalInterface
interface Rewrite {
  /** Changes what it knows better and leaves the rest. */
  void edit(EditableNetwork network);

  /** The rewritten network; layers that nobody reads any more are gone. */
  default WeightedNetwork apply(WeightedNetwork given) {
    EditableNetwork network = new EditableNetwork(given);
    edit(network);
    return network.finished();
  }
}
