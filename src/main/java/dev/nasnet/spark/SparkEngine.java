package dev.nasnet.spark;

import dev.nasnet.evaluation.HeldOutScores;
import dev.nasnet.evaluation.ScoreSums;
import dev.nasnet.run.RunFolder.State;
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
 * Trains in rounds: all values go to the workers, each takes up to H steps on its share of the
 * batches in its own native graph, and the mean of where they came to moves the weights by the
 * outer step. Batch norm's statistics, the optimizer's slots and the averages become their means.
 * The values live here, at the driver; checkpoints are those of any training, with the outer step's
 * velocity beside them.
 */
public final class SparkEngine implements Engine {
  private static final String VELOCITY = "/OuterMomentum";

  private final Workers workers;
  private final int most;
  private final OuterStep outer;
  private final Set<String> trained;
  private final RoundStats traffic;
  private final Map<String, float[]> velocity = new HashMap<>();
  private @Nullable Weights values;
  private long epoch;
  private long round;

  /**
   * @param most steps a worker takes a round, H, at least 1
   * @param trained the variables that the outer step moves
   * @param traffic counts what is moved
   */
  public SparkEngine(
      Workers workers, int most, OuterStep outer, Set<String> trained, RoundStats traffic) {
    this.workers = workers;
    this.most = most;
    this.outer = outer;
    this.trained = Set.copyOf(trained);
    this.traffic = traffic;
  }

  @Override
  public void initialize(Weights initial) {
    velocity.clear();
    values = workers.first(initial, round++, (graph, from, worker) -> graph.begin(from));
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
  public void save(Path file, State state) {
    List<NamedArray> all = new ArrayList<>(values().arrays());
    for (NamedArray array : values().arrays()) {
      float[] v = velocity.get(array.name());
      if (v != null) {
        all.add(new NamedArray(array.name() + VELOCITY, array.shape(), v));
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
    long steps = Math.min((long) most * workers.count(), range.end() - range.step());
    Round next = new Round(range.schedule(), epoch, range.step(), steps, range.updates());
    long start = System.nanoTime();
    WeightSum sum =
        workers.sum(
            values(),
            round++,
            (graph, from, worker) -> WeightSum.of(graph.train(from, next, worker), from.names()));
    if (Double.isFinite(sum.lossSum())) {
      values = moved(sum.means());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    traffic.round(values(), workers.count(), seconds - sum.seconds());
    return new StepResult(steps, sum.lossSum(), range.updates() + sum.most());
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
    return traffic.told();
  }

  @Override
  public void close() {
    WorkerGraphs.clear();
  }

  private Weights moved(double[][] means) {
    List<NamedArray> moved = new ArrayList<>();
    int place = 0;
    for (NamedArray before : values().arrays()) {
      moved.add(new NamedArray(before.name(), before.shape(), after(before, means[place++])));
    }
    return Weights.of(moved);
  }

  private float[] after(NamedArray before, double[] mean) {
    if (!trained.contains(before.name())) {
      float[] narrow = new float[mean.length];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (float) mean[i];
      }
      return narrow;
    } else if (outer.momentum() == 0) {
      return outer.update(before, mean, new float[mean.length]);
    }
    float[] v = velocity.computeIfAbsent(before.name(), name -> new float[mean.length]);
    return outer.update(before, mean, v);
  }

  private Weights values() {
    return Objects.requireNonNull(values, "it is initialized or restored first");
  }
}
