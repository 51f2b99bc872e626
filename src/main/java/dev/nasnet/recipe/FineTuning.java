package dev.nasnet.recipe;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.List;

/**
 * Which layers a training leaves as they are, and which have a learning rate of their own. Layers
 * are named as {@link dev.nasnet.architecture.LayerRange} reads them.
 *
 * @param frozen the layers that are not trained: neither gradients nor L2 change them, and their
 *     batch normalization uses its running statistics; empty for none
 * @param unfreezeAfter the epoch after which the frozen layers are trained too; 0 for never
 * @param freezeBatchNorm whether every batch normalization uses its running statistics and keeps
 *     them; scale and offset of layers that are not frozen are still trained
 * @param rates factors of the learning rate; of two for the same layer the later is used
 */
public record FineTuning(
    List<String> frozen, int unfreezeAfter, boolean freezeBatchNorm, List<GroupRate> rates)
    implements Serializable {
  /** All layers are trained, at one rate. */
  public static final FineTuning NONE = new FineTuning(List.of(), 0, false, List.of());

  /**
   * Checks the epoch, and copies the lists.
   *
   * @param frozen the layers that are not trained: neither gradients nor L2 change them, and their
   *     batch normalization uses its running statistics
   * @param unfreezeAfter the epoch after which the frozen layers are trained too
   * @param freezeBatchNorm whether every batch normalization uses its running statistics and keeps
   *     them
   * @param rates factors of the learning rate
   * @throws InvalidInputException if the epoch is negative, or given without frozen layers
   */
  public FineTuning {
    frozen = List.copyOf(frozen);
    rates = List.copyOf(rates);
    if (unfreezeAfter < 0 || (unfreezeAfter > 0 && frozen.isEmpty())) {
      throw new InvalidInputException(
          "unfreeze-after (%d) must be an epoch, and there must be layers to unfreeze: add"
                  .formatted(unfreezeAfter)
              + " `freeze` or remove `unfreezeAfter`");
    }
  }

  /**
   * A factor of the learning rate.
   *
   * @param layers the layers, as {@link dev.nasnet.architecture.LayerRange} reads them
   * @param factor the factor, finite and above 0
   */
  public record GroupRate(String layers, double factor) implements Serializable {
    /**
     * Checks the factor.
     *
     * @param layers the layers, as {@link dev.nasnet.architecture.LayerRange} reads them
     * @param factor the factor, finite and above 0
     * @throws InvalidInputException if it is not finite or not above 0
     */
    public GroupRate {
      if (!(factor > 0 && Double.isFinite(factor))) {
        throw new InvalidInputException(
            "lr-scale (%s=%s) must be a finite factor above 0; `freeze` leaves layers as they are"
                .formatted(layers, factor));
      }
    }
  }

  /**
   * {@return whether layers are frozen in an epoch}
   *
   * @param epoch the epoch, from 0
   */
  public boolean isFrozenIn(int epoch) {
    return !frozen.isEmpty() && (unfreezeAfter == 0 || epoch < unfreezeAfter);
  }
}
