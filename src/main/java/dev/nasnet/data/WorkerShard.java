package dev.nasnet.data;

import dev.nasnet.problem.InvalidInputException;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;

/**
 * One worker's part of an epoch: of its steps' batches, in the order in which one machine would
 * take them, every {@code workers}-th, so that all workers' shares together are the whole, whatever
 * their number. The others are skipped before they are decoded.
 *
 * @param workers how many share the epoch, at least 1
 * @param index this one, from 0 and below {@code workers}; int64 scalar, read when an epoch begins
 * @param together how many of the pipeline's batches make a step, at least 1
 * @param first the step, from 0 in the epoch, where the sharing begins: those before are skipped;
 *     int64 scalar, read when an epoch begins
 */
public record WorkerShard(int workers, Operand<TInt64> index, int together, Operand<TInt64> first) {
  /**
   * Checks the values.
   *
   * @param workers how many share the epoch, at least 1
   * @param index this one, from 0 and below {@code workers}
   * @param together how many of the pipeline's batches make a step, at least 1
   * @param first the step, from 0 in the epoch
   */
  public WorkerShard {
    if (workers < 1 || together < 1) {
      throw new InvalidInputException(
          "workers (%d) and batches a step (%d) must be at least 1".formatted(workers, together));
    }
  }
}
