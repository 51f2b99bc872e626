package dev.nasnet.export.rewrite;

/** A change of a network's layers after which it computes the same function up to rounding. */
@FunctionalInterface
interface Rewrite {
  /** Replaces the layers that this rewrite applies to; all others are kept. */
  void edit(EditableNetwork network);

  /** Returns the rewritten network, without the layers that its output no longer depends on. */
  default WeightedNetwork apply(WeightedNetwork given) {
    EditableNetwork network = new EditableNetwork(given);
    edit(network);
    return network.finished();
  }
}
