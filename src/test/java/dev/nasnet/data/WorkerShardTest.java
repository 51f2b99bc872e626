package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.ColorDistortion;
import dev.nasnet.data.augment.Crop;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** All workers' shares together are what one machine would take, image by image. */
@Tag("slow")
class WorkerShardTest {
  private static final DataSource DIGITS = DataSource.parse("digits");
  private static final int BATCH = 50;
  private static final Augmentation MIXED =
      new Augmentation(new Crop.Shifted(), false, ColorDistortion.NONE, 0, 0, 0.3);

  @ParameterizedTest
  @CsvSource({"1,1,0", "1,1,3", "1,2,2", "2,1,0", "2,1,3", "3,1,1", "2,2,1", "3,2,0"})
  void sharesTakeTurns(int workers, int together, int first) {
    List<float[][][]> whole = epoch(1, 0, 1, 0).images();
    int step = BATCH * together;
    int steps = whole.size() / step;
    List<List<float[][][]>> shares = new ArrayList<>();
    for (int index = 0; index < workers; index++) {
      shares.add(epoch(workers, index, together, first).images());
    }
    int seen = 0;
    for (int at = first; at < steps; at++) {
      int place = (at - first) / workers * step;
      var own = shares.get((at - first) % workers).subList(place, place + step);
      var expected = whole.subList(at * step, (at + 1) * step);
      assertThat(Arrays.deepEquals(own.toArray(), expected.toArray())).as("step %d", at).isTrue();
      seen += step;
    }
    if (workers > 1) {
      assertThat(shares.stream().mapToInt(List::size).sum()).isEqualTo(seen);
    }
  }

  @Test
  void heldOutImagesAreSharedToTheLast() {
    var options =
        new PipelineOptions(Split.HELD_OUT, 50, 8, 8, false, 0, Augmentation.NONE, false, false);
    List<Long> labels = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      labels.addAll(epoch(options, 3, index, 1, 0).labels());
    }
    assertThat(labels)
        .containsExactlyInAnyOrderElementsOf(Batches.epochs(DIGITS, options, 0).get(0).labels());
  }

  @Test
  void noWorkersAreRefused() {
    assertThatThrownBy(() -> epoch(0, 0, 1, 0)).isInstanceOf(InvalidInputException.class);
  }

  private static Batches.Epoch epoch(int workers, int index, int together, long first) {
    var options = new PipelineOptions(Split.TRAIN, BATCH, 16, 16, true, 1, MIXED, true, false);
    return epoch(options, workers, index, together, first);
  }

  private static Batches.Epoch epoch(
      PipelineOptions options, int workers, int index, int together, long first) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var from = tf.placeholder(TInt64.class);
      var whose = tf.placeholder(TInt64.class);
      var share = new WorkerShard(workers, whose, together, from);
      var pipeline = DIGITS.pipeline(tf, options, share);
      try (TInt64 seed = TInt64.scalarOf(4);
          TInt64 own = TInt64.scalarOf(index);
          TInt64 begin = TInt64.scalarOf(first)) {
        session
            .runner()
            .feed(pipeline.epochSeed(), seed)
            .feed(from, begin)
            .feed(whose, own)
            .addTarget(pipeline.initializer())
            .run();
      }
      return Batches.rest(session, pipeline);
    }
  }
}
