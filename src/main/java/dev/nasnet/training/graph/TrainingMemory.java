package dev.nasnet.training.graph;

import dev.nasnet.architecture.Network;
import dev.nasnet.device.Devices;
import dev.nasnet.device.Hardware;
import dev.nasnet.device.MachineMemory;
import dev.nasnet.graph.MemoryEstimate;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import java.util.Locale;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The memory of a training on a CPU, estimated before its first step. TensorFlow's library ends the
 * process where some of its kernels get no memory, so that a training that does not fit is refused.
 */
public final class TrainingMemory {
  private static final double GIGABYTE = 1e9;

  /** The variable, its gradient, the gradient of L2, and the initial values in Java. */
  private static final int PLAIN_COPIES = 4;

  private final Recipe recipe;
  private final boolean recomputes;
  private final MemoryEstimate chosen;
  private final MemoryEstimate recomputing;
  private final int images;

  private TrainingMemory(
      Network network,
      Recipe recipe,
      TrainableVariables trainable,
      boolean recomputes,
      int images) {
    this.recipe = recipe;
    this.recomputes = recomputes;
    this.images = images;
    recomputing = estimate(network, recipe, trainable, true);
    chosen = recomputes ? recomputing : estimate(network, recipe, trainable, false);
  }

  /**
   * Estimates the memory of a training in one process, in the epochs that need the most.
   *
   * @param network the network
   * @param recipe the hyper-parameters
   * @param hardware the devices; only {@link Hardware#recompute()} is used
   * @return the estimate
   */
  public static TrainingMemory of(Network network, Recipe recipe, Hardware hardware) {
    TrainableVariables last = new TrainableVariables(network, recipe.tuning(), recipe.epochs() - 1);
    return of(network, recipe, last, hardware, 1);
  }

  /** Estimates the memory of one of some workers that share the batches. */
  static TrainingMemory of(
      Network network,
      Recipe recipe,
      TrainableVariables trainable,
      Hardware hardware,
      int workers) {
    int images = Math.max(1, recipe.microBatch() / workers);
    return new TrainingMemory(network, recipe, trainable, hardware.recompute(), images);
  }

  private static MemoryEstimate estimate(
      Network network, Recipe recipe, TrainableVariables trainable, boolean recompute) {
    int copies =
        PLAIN_COPIES
            + (recipe.optimizer() instanceof Optimizer.Momentum ? 1 : 2)
            + (recipe.averageDecay() > 0 ? 1 : 0)
            + (recipe.accumulate() > 1 ? 1 : 0);
    return MemoryEstimate.ofTraining(network, Set.copyOf(trainable.trained()), copies, recompute);
  }

  /** {@return the estimate by the number of images that are computed at once} */
  public MemoryEstimate estimate() {
    return chosen;
  }

  /** {@return the estimated peak of the process, in bytes} */
  public long bytes() {
    return chosen.bytes(images);
  }

  /** {@return the estimate as a line for the user} */
  public String line() {
    String half = recipe.precision().type() == Precision.Type.FLOAT32 ? "" : ", in float32";
    return String.format(
        Locale.ROOT,
        "memory: about %.1f GB on a CPU%s, for %d image%s at once%s",
        bytes() / GIGABYTE,
        half,
        images,
        images == 1 ? "" : "s",
        recomputes ? ", with activations computed again" : "");
  }

  /**
   * Refuses a training on a CPU that needs more memory than this process can have. On GPUs, nothing
   * is refused: their memory is another, and TensorFlow reports its end as an error.
   *
   * @param hardware the devices
   * @throws InvalidInputException if the training does not fit; the message names the number of
   *     images that would fit
   */
  public void requireFree(Hardware hardware) {
    if (!Devices.requireAvailable(hardware, recipe.towers())) {
      requireFree(MachineMemory.ofThisProcess());
    }
  }

  void requireFree(MachineMemory memory) {
    // With 16 bits for each value, the half of the estimate is the least that is needed.
    boolean isHalf = recipe.precision().type() != Precision.Type.FLOAT32;
    if (bytes() / (isHalf ? 2 : 1) <= memory.bytes()) {
      return;
    }
    throw new InvalidInputException(
        String.format(
            Locale.ROOT,
            "batch (%d) needs about %.1f GB of memory for %d images at once, and %s allows %.1f GB;"
                + " %s",
            recipe.batch(),
            bytes() / GIGABYTE,
            images,
            memory.limit(),
            memory.bytes() / GIGABYTE,
            advice(memory.bytes())));
  }

  /**
   * {@return a sentence about the number of images that fit at once, and the options for it}
   *
   * @param bytes the memory that the process can have
   */
  public String advice(long bytes) {
    long fit = chosen.images(bytes);
    long fitRecomputing = recomputing.images(bytes);
    String recompute =
        !recomputes && fitRecomputing > fit
            ? " (with `recompute`, %d)".formatted(fitRecomputing)
            : "";
    if (Math.max(fit, fitRecomputing) < 1) {
      return "a batch of one may not fit either; use a smaller network or `size`";
    }
    if (fit < 1) {
      return "by estimate none fits%s".formatted(recompute);
    }
    return "by estimate %d would fit%s: give `accumulate` %d, or a smaller `batch`"
        .formatted(fit, recompute, parts(fit));
  }

  private long parts(long fit) {
    return LongStream.rangeClosed(1, recipe.batch())
        .filter(count -> recipe.batch() % count == 0 && recipe.batch() / count <= fit)
        .findFirst()
        .orElse(recipe.batch());
  }
}
