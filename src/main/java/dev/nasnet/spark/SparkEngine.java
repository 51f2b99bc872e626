package dev.nasnet.spark;

import dev.nasnet.evaluation.HeldOutScores;
import dev.nasnet.evaluation.ScoreSums;
import dev.nasnet.run.SavedState;
import dev.nasnet.training.Engine;
import dev.nasnet.training.OuterStep;
import dev.nasnet.training.Round;
import dev.nasnet.training.WorkerTrainer;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network in rounds. In each round, all values are sent to the workers, each worker runs
 * up to H steps on its share of the batches in its own native graph, and the outer step updates the
 * weights with the mean of the workers' results (DiLoCo, Douillard et al., arXiv:2311.08105). Batch
 * normalization statistics, optimizer slots and moving averages are replaced by their means. The
 * driver holds the values. Checkpoints have the format of any training, with the velocity of the
 * outer step in addition.
 */
public final class SparkEngine implements Engine {
  private static final String VELOCITY = "/OuterMomentum";

  private final Workers workers;
  private final int localSteps;
  private final OuterStep outer;
  private final Set<String> trained;
  private final RoundStats stats;
  private final Map<String, float[]> velocity = new HashMap<>();
  private @Nullable Weights values;
  private long epoch;
  private long round;

  /**
   * Creates an engine.
   *
   * @param workers the workers
   * @param localSteps the largest number of steps of a worker in a round (H), at least 1
   * @param outer the outer step
   * @param trained the names of the variables that the outer step updates
   * @param stats the counts of transferred bytes and time, to which each round is added
   */
  public SparkEngine(
      Workers workers, int localSteps, OuterStep outer, Set<String> trained, RoundStats stats) {
    this.workers = workers;
    this.localSteps = localSteps;
    this.outer = outer;
    this.trained = Set.copyOf(trained);
    this.stats = stats;
  }

  @Override
  public void initialize(Weights initial) {
    velocity.clear();
    values = workers.first(initial, round++, (graph, start, worker) -> graph.begin(start));
  }

  @Override
  public void restore(Path file) {
    velocity.clear();
    List<NamedArray> kept = new ArrayList<>();
    for (NamedArray array : Checkpoint.read(file).arrays()) {
      if (array.name().endsWith(VELOCITY)) {
        velocity.put(array.name().replace(VELOCITY, ""), array.values());
      } else {
        kept.add(array);
      }
    }
    values = Weights.of(kept);
  }

  @Override
  public void save(Path file, SavedState state) {
    List<NamedArray> all = new ArrayList<>(values().arrays());
    for (NamedArray array : values().arrays()) {
      float[] arrayVelocity = velocity.get(array.name());
      if (arrayVelocity != null) {
        all.add(new NamedArray(array.name() + VELOCITY, array.shape(), arrayVelocity));
      }
    }
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("global_step", state.step());
    counters.put("epoch", (long) state.epoch());
    Checkpoint.write(file, Weights.of(all), counters);
  }

  @Override
  public void startEpoch(long begun, long first) {
    epoch = begun;
  }

  @Override
  public StepResult train(StepRange range) {
    long steps = Math.min((long) localSteps * workers.count(), range.end() - range.step());
    Round next = new Round(range.schedule(), epoch, range.step(), steps, range.updates());
    long start = System.nanoTime();
    WeightSum sum =
        workers.sum(
            values(),
            round++,
            (graph, initial, worker) ->
                WeightSum.of(graph.train(initial, next, worker), initial.names()));
    if (Double.isFinite(sum.lossSum())) {
      values = updated(sum.means());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    stats.add(values(), workers.count(), seconds - sum.seconds());
    return new StepResult(steps, sum.lossSum(), range.updates() + sum.mostSteps());
  }

  @Override
  public Optional<HeldOutScores> score(BooleanSupplier isStopping) {
    if (isStopping.getAsBoolean()) {
      return Optional.empty();
    }
    return workers.each(values(), round++, WorkerTrainer::score).stream()
        .reduce(ScoreSums::plus)
        .map(ScoreSums::heldOut);
  }

  @Override
  public Optional<String> message() {
    return stats.takeSummary();
  }

  @Override
  public void close() {
    WorkerGraphs.clear();
  }

  private Weights updated(double[][] means) {
    List<NamedArray> updated = new ArrayList<>();
    int index = 0;
    for (NamedArray before : values().arrays()) {
      updated.add(new NamedArray(before.name(), before.shape(), updated(before, means[index++])));
    }
    return Weights.of(updated);
  }

  private float[] updated(NamedArray before, double[] mean) {
    if (!trained.contains(before.name())) {
      float[] rounded = new float[mean.length];
      for (int i = 0; i < rounded.length; i++) {
        rounded[i] = (float) mean[i];
      }
      return rounded;
    } else if (outer.momentum() == 0) {
      return outer.update(before, mean, new float[mean.length]);
    }
    float[] arrayVelocity = velocity.computeIfAbsent(before.name(), name -> new float[mean.length]);
    return outer.update(before, mean, arrayVelocity);
  }

  private Weights values() {
    return Objects.requireNonNull(values, "the engine must be initialized or restored first");
  }
}
