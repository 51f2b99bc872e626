package dev.nasnet.training.graph;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The scalar placeholders that a training step is fed beside its batch.
 *
 * @param rate the learning rate
 * @param step the number of updates of the variables by the optimizer before
 * @param draw a number that the random draws depend on, another one for each part of a batch
 * @param progress the share of the whole training that is done, 0…1
 */
record StepInputs(
    Placeholder<TFloat32> rate,
    Placeholder<TInt64> step,
    Placeholder<TInt64> draw,
    Placeholder<TFloat32> progress) {
  static StepInputs of(Ops tf) {
    return new StepInputs(
        scalar(tf, TFloat32.class),
        scalar(tf, TInt64.class),
        scalar(tf, TInt64.class),
        scalar(tf, TFloat32.class));
  }

  /** Returns the number of the step, float32 scalar from 1. */
  Operand<TFloat32> count(Ops tf) {
    return tf.math.add(tf.dtypes.cast(step, TFloat32.class), tf.constant(1f));
  }

  /** Runs targets and returns a float32 scalar. */
  double run(
      Session session, StepValues values, long drawn, List<Op> targets, Operand<TFloat32> fetched) {
    return feeding(
        session,
        values,
        drawn,
        runner -> {
          targets.forEach(runner::addTarget);
          try (Result result = runner.fetch(fetched).run()) {
            return (double) ((TFloat32) result.get(0)).getFloat();
          }
        });
  }

  /** Runs targets and returns the graphs that ran, with each op's device and time. */
  RunMetadata trace(Session session, StepValues values, long drawn, List<Op> targets) {
    RunOptions options =
        RunOptions.newBuilder()
            .setTraceLevel(RunOptions.TraceLevel.FULL_TRACE)
            .setOutputPartitionGraphs(true)
            .build();
    return feeding(
        session,
        values,
        drawn,
        runner -> {
          targets.forEach(runner::addTarget);
          try (Result result = runner.setOptions(options).runAndFetchMetadata()) {
            return result.getMetadata().orElseThrow();
          }
        });
  }

  private <T> T feeding(
      Session session, StepValues values, long drawn, Function<Session.Runner, T> work) {
    try (TFloat32 fedRate = TFloat32.scalarOf((float) values.rate());
        TInt64 fedStep = TInt64.scalarOf(values.updates());
        TInt64 fedDraw = TInt64.scalarOf(drawn);
        TFloat32 fedProgress = TFloat32.scalarOf((float) Math.min(1, values.progress()))) {
      return work.apply(
          session
              .runner()
              .feed(rate, fedRate)
              .feed(step, fedStep)
              .feed(draw, fedDraw)
              .feed(progress, fedProgress));
    }
  }

  private static <T extends TType> Placeholder<T> scalar(Ops tf, Class<T> type) {
    return tf.placeholder(type, Placeholder.shape(Shape.scalar()));
  }
}
