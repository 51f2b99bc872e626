package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.evaluation.HeldOutScores;
import dev.nasnet.evaluation.Reviewer;
import dev.nasnet.evaluation.ScoreSums;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.SavedState;
import dev.nasnet.training.graph.TrainingGraph;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tensorflow.Result;

/** An engine that trains by a graph in this process, one step at a time. */
final class GraphEngine implements Engine {
  private static final int ONLY_WORKER = 0;

  private final TrainingGraph graph;

  private GraphEngine(TrainingGraph graph) {
    this.graph = graph;
  }

  static Engine open(
      Network network, DataSource data, Recipe recipe, TrainingPhase phase, Hardware hardware) {
    return new GraphEngine(new TrainingGraph(network, data, recipe, phase.variables(), hardware));
  }

  @Override
  public void initialize(Weights initial) {
    graph.initialize(initial);
  }

  @Override
  public void restore(Path file) {
    graph.restore(file);
  }

  @Override
  public void save(Path file, SavedState state) {
    graph.save(file, state);
  }

  @Override
  public void startEpoch(long epoch, long first) {
    graph.startEpoch(epoch, first);
  }

  @Override
  public StepResult train(StepRange range) {
    double loss = graph.train(range.schedule().values(range.step(), range.updates()));
    return new StepResult(1, loss, range.updates() + 1);
  }

  @Override
  public Optional<HeldOutScores> score(BooleanSupplier isStopping) {
    return graph.score(ONLY_WORKER, isStopping).map(ScoreSums::heldOut);
  }

  @Override
  public boolean supportsReview() {
    return true;
  }

  @Override
  public Optional<HeldOutScores> score(BooleanSupplier isStopping, Reviewer reviewer) {
    return graph.score(isStopping, reviewer).map(ScoreSums::heldOut);
  }

  @Override
  public Result values(List<VariableSpec> specs) {
    return graph.values(specs);
  }

  @Override
  public Optional<String> message() {
    return graph.message();
  }

  @Override
  public void close() {
    graph.close();
  }
}
