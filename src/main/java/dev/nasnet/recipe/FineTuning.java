package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.List;

/**
 * What a training leaves as it is, and what moves at a rate of its own. Layers are named as {@link
 * dev.nasnet.architecture.LayerRange} reads them.
 *
 * @param frozen layers that neither gradients, optimizer nor L2 move, and whose batch norm goes by
 *     its running statistics; none where empty
 * @param unfreezeAfter the epoch after which these move too; 0 for never
 * @param freezeBatchNorm whether every batch norm goes by its running statistics and leaves them;
 *     scale and offset of layers that are not frozen still learn
 * @param rates factors of the learning rate; of two for one layer the later holds
 */
public record FineTuning(
    List<String> frozen, int unfreezeAfter, boolean freezeBatchNorm, List<GroupRate> rates)
    implements Serializable {
  /** Everything moves, at one rate. */
  public static final FineTuning NONE = new FineTuning(List.of(), 0, false, List.of());

  /** Refuses what makes no sense. */
  public FineTuning {
    frozen = List.copyOf(frozen);
    rates = List.copyOf(rates);
    if (unfreezeAfter < 0 || (unfreezeAfter > 0 && frozen.isEmpty())) {
      throw new InvalidInputException(
          "unfreezeAfter (%d) must be an epoch, and there must be something to unfreeze: give"
                  .formatted(unfreezeAfter)
              + " --freeze or leave it out");
    }
  }

  /**
   * A factor of the learning rate.
   *
   * @param layers that have it
   * @param factor above 0
   */
  public record GroupRate(String layers, double factor) implements Serializable {
    /** Refuses what makes no sense. */
    public GroupRate {
      if (!(factor > 0 && Double.isFinite(factor))) {
        throw new InvalidInputException(
            "lr-scale (%s=%s) must be a finite factor above 0; --freeze holds layers still"
                .formatted(layers, factor));
      }
    }
  }

  /** Whether there are layers that do not move in an epoch, from 0. */
  public boolean isFrozenIn(int epoch) {
    return !frozen.isEmpty() && (unfreezeAfter == 0 || epoch < unfreezeAfter);
  }
}
