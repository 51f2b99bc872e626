package dev.nasnet.inference;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.device.MachineMemory;
import dev.nasnet.graph.MemoryEstimate;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory of predictions on a CPU, estimated from the network; of a bundle, from the network
 * that its provenance describes. TensorFlow's library may end the process where it gets no memory.
 */
public final class PredictionMemory {
  private static final double GIGABYTE = 1e9;

  /** The variables, and the copy of them that is read first. */
  private static final int COPIES = 2;

  private final Optional<MemoryEstimate> estimate;
  private final AtomicInteger checked = new AtomicInteger();

  private PredictionMemory(Optional<MemoryEstimate> estimate) {
    this.estimate = estimate;
  }

  /** Returns the memory of the bundle in a folder; unknown where no provenance describes it. */
  static PredictionMemory of(Path version) {
    return new PredictionMemory(
        Provenance.ofBundle(version)
            .flatMap(Provenance::spec)
            .map(spec -> MemoryEstimate.ofPrediction(Network.of(spec).forInference(), COPIES)));
  }

  /**
   * {@return the memory of a network's predictions}
   *
   * @param network the network without layers that act only in training
   */
  public static PredictionMemory ofNetwork(LayeredNetwork network) {
    return new PredictionMemory(Optional.of(MemoryEstimate.ofPrediction(network, COPIES)));
  }

  /**
   * Refuses more images at once than this process has memory for.
   *
   * @param images the number of images that are predicted at once
   * @throws InvalidInputException if they do not fit
   */
  public void require(int images) {
    if (estimate.isEmpty() || images <= checked.get()) {
      return;
    }
    MachineMemory memory = MachineMemory.ofThisProcess();
    MemoryEstimate needed = estimate.get();
    if (needed.bytes(images) > memory.bytes()) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "batch (%d) needs about %.1f GB of memory, and %s allows %.1f GB; by estimate %d fit",
              images,
              needed.bytes(images) / GIGABYTE,
              memory.limit(),
              memory.bytes() / GIGABYTE,
              needed.images(memory.bytes())));
    }
    checked.accumulateAndGet(images, Math::max);
  }
}
