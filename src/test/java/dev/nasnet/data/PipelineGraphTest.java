package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

class PipelineGraphTest {
  private final DataSource digits = DataSource.parse("digits");
  private final PipelineOptions train =
      new PipelineOptions(Split.TRAIN, 96, 16, 16, true, 1, Augmentation.SHIFT, true, false);
  private final PipelineOptions test =
      new PipelineOptions(Split.HELD_OUT, 50, 16, 16, false, 1, Augmentation.NONE, false, false);

  @Test
  @Timeout(60)
  void twoPipelinesShareAGraphAndOneThread() {
    ConfigProto oneThread =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(1)
            .build();
    try (Graph graph = new Graph();
        Session session = new Session(graph, oneThread)) {
      BatchPipeline training = digits.pipeline(Ops.create(graph), train);
      BatchPipeline scoring = digits.pipeline(Ops.create(graph), test);
      Batches.start(session, training, 0);
      var first = Batches.epoch(session, scoring, 0);
      assertThat(first.labels()).hasSize(digits.size(Split.HELD_OUT));
      var rest = Batches.rest(session, training);
      assertThat(rest.batchSizes()).hasSize(digits.size(Split.TRAIN) / 96).containsOnly(96);
      var threaded = Batches.epochs(digits, train, 0).get(0);
      assertThat(rest.labels()).isEqualTo(threaded.labels());
      assertThat(Arrays.deepEquals(rest.images().toArray(), threaded.images().toArray())).isTrue();
    }
  }

  @Test
  void staticShapesAreKnownToTheNetwork() {
    try (Graph graph = new Graph()) {
      var images = digits.pipeline(Ops.create(graph), train).images();
      assertThat(images.shape().asArray()).containsExactly(96, 16, 16, 3);
      var open = digits.pipeline(Ops.create(graph), test).images();
      assertThat(open.shape().asArray()).containsExactly(-1, 16, 16, 3);
    }
  }

  @Test
  void sizesUnderOneAreRefused() {
    assertThatThrownBy(
            () ->
                new PipelineOptions(
                    Split.HELD_OUT, 0, 8, 8, false, 0, Augmentation.NONE, false, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("batch (0) must be at least 1");
  }
}
