package dev.nasnet.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.Batches;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class MixupOpsTest {
  private static final Augmentation MIXED = Augmentation.SHIFT.withMixup(1);

  private final DataSource digits = DataSource.parse("digits");

  private record Batch(float[][][][] images, long[] labels, long[] others, float[] shares) {}

  private static PipelineOptions options(Augmentation how, boolean dropRemainder) {
    return new PipelineOptions(Split.HELD_OUT, 90, 8, 8, true, 1, how, dropRemainder, false);
  }

  /** The first batches of an epoch; the fourth is short. */
  private List<Batch> batches(Augmentation how, int threads, long epoch) {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threads)
            .build();
    try (Graph graph = new Graph();
        Session session = new Session(graph, config)) {
      BatchPipeline pipeline = digits.pipeline(Ops.create(graph), options(how, false));
      Batches.start(session, pipeline, epoch);
      List<Batch> batches = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Session.Runner runner = session.runner().fetch(pipeline.images()).fetch(pipeline.labels());
        pipeline.mixture().ifPresent(mix -> runner.fetch(mix.labels()).fetch(mix.shares()));
        try (var result = runner.run()) {
          boolean mixed = pipeline.mixture().isPresent();
          batches.add(
              new Batch(
                  StdArrays.array4dCopyOf((TFloat32) result.get(0)),
                  StdArrays.array1dCopyOf((TInt64) result.get(1)),
                  mixed ? StdArrays.array1dCopyOf((TInt64) result.get(2)) : new long[0],
                  mixed ? StdArrays.array1dCopyOf((TFloat32) result.get(3)) : new float[0]));
        }
      }
      return batches;
    }
  }

  @Test
  void eachImageIsMixedWithTheNextByItsOwnShare() {
    List<Batch> plain = batches(Augmentation.SHIFT, 2, 0);
    List<Batch> mixed = batches(MIXED, 2, 0);
    for (int b = 0; b < plain.size(); b++) {
      Batch from = plain.get(b);
      Batch to = mixed.get(b);
      assertThat(to.labels()).isEqualTo(from.labels());
      assertThat(to.shares()).hasSize(from.labels().length).doesNotHaveDuplicates();
      for (int i = 0; i < from.labels().length; i++) {
        int next = (i + 1) % from.labels().length;
        assertThat(to.others()[i]).isEqualTo(from.labels()[next]);
        float share = to.shares()[i];
        float expected =
            share * from.images()[i][3][4][1] + (1 - share) * from.images()[next][3][4][1];
        assertThat(to.images()[i][3][4][1]).isEqualTo(expected, within(1e-6f));
      }
    }
    assertThat(mixed.get(3).labels()).hasSize(digits.size(Split.HELD_OUT) - 3 * 90);
    assertThat(mixed.get(0).shares()).isNotEqualTo(mixed.get(1).shares());
  }

  @Test
  void threadsChangeNothingAndAnotherEpochChangesAll() {
    Augmentation all =
        Augmentation.INCEPTION
            .withColor(ColorDistortion.FULL)
            .withCutout(3)
            .withErasing(0.5)
            .withMixup(0.4);
    List<Batch> one = batches(all, 1, 3);
    List<Batch> two = batches(all, 2, 3);
    List<Batch> other = batches(all, 1, 4);
    for (int b = 0; b < one.size(); b++) {
      assertThat(Arrays.deepEquals(two.get(b).images(), one.get(b).images())).isTrue();
      assertThat(two.get(b).shares()).isEqualTo(one.get(b).shares());
      assertThat(other.get(b).shares()).isNotEqualTo(one.get(b).shares());
    }
  }

  @Test
  void staticShapesAreKnownToTheNetwork() {
    try (Graph graph = new Graph()) {
      BatchPipeline pipeline = digits.pipeline(Ops.create(graph), options(MIXED, true));
      assertThat(pipeline.images().shape().asArray()).containsExactly(90, 8, 8, 3);
      var shares = pipeline.mixture().orElseThrow().shares();
      assertThat(shares.shape().asArray()).containsExactly(90);
    }
  }
}
