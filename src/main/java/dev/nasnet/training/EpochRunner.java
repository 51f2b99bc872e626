package dev.nasnet.training;

import dev.nasnet.evaluation.HeldOutScores;
import dev.nasnet.evaluation.Reviewer;
import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.SavedState;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs single epochs of a training: steps, scores, checkpoint, report. */
final class EpochRunner {
  private final Recipe recipe;
  private final long stepsPerEpoch;
  private final RunFolder run;
  private final TrainingListener listener;
  private final TrainingState state;
  private final int saveInterval;

  /**
   * Creates a runner.
   *
   * @param stepsPerEpoch the number of steps of an epoch, at least 1
   * @param state the state of the training, which each step updates
   * @param saveInterval the number of results of the engine after which a checkpoint is written; 0
   *     for none within an epoch
   */
  EpochRunner(
      Recipe recipe,
      long stepsPerEpoch,
      RunFolder run,
      TrainingListener listener,
      TrainingState state,
      int saveInterval) {
    this.recipe = recipe;
    this.stepsPerEpoch = stepsPerEpoch;
    this.run = run;
    this.listener = listener;
    this.state = state;
    this.saveInterval = saveInterval;
  }

  /**
   * Runs an epoch, or the rest of it; if it is stopped after at least one step, writes a checkpoint
   * within the epoch.
   *
   * @param classes the number of classes
   * @param isStopping returns whether to stop
   * @return whether the epoch was completed
   * @throws NotFiniteException if a loss, a gradient or a held-out loss is not finite
   */
  boolean run(Engine engine, int classes, BooleanSupplier isStopping) {
    long begun = state.step();
    boolean isDone = complete(engine, classes, isStopping);
    if (!isDone && state.step() > begun) {
      save(engine, state.stopped(isAveraged()));
    }
    return isDone;
  }

  private boolean complete(Engine engine, int classes, BooleanSupplier isStopping) {
    long start = System.nanoTime();
    if (!trainSteps(engine, isStopping)) {
      return false;
    }
    if (listener.wantsReview() && engine.supportsReview()) {
      Reviewer reviewer = new Reviewer(classes);
      return finish(engine, engine.score(isStopping, reviewer), reviewer, start);
    }
    return finish(engine, engine.score(isStopping), null, start);
  }

  private boolean finish(
      Engine engine, Optional<HeldOutScores> scored, @Nullable Reviewer reviewer, long start) {
    if (scored.isEmpty()) {
      return false;
    }
    HeldOutScores scores = scored.get();
    for (Score score : List.of(scores.exported(), scores.raw())) {
      if (!Double.isFinite(score.loss())) {
        throw NotFiniteException.ofHeldOut(score.loss());
      }
    }
    EpochReport report =
        state.endEpoch(
            recipe.epochs(),
            stepsPerEpoch,
            scores,
            () -> schedule().rate(state.step()),
            (System.nanoTime() - start) / 1e9);
    save(engine, state.ended(scores.exported(), recipe.stopping().monitor(), isAveraged()));
    if (reviewer != null) {
      listener.onReview(new EpochView(report, state.metrics(), reviewer.done(), engine::values));
    }
    listener.onEpochEnd(report);
    engine.message().ifPresent(listener::onMessage);
    return true;
  }

  private boolean isAveraged() {
    return recipe.averageDecay() > 0;
  }

  private void save(Engine engine, SavedState saved) {
    run.write(saved, file -> engine.save(file, saved));
  }

  /** Trains from the present step to the end of the epoch; returns false if it was stopped. */
  private boolean trainSteps(Engine engine, BooleanSupplier isStopping) {
    long begin = state.epoch() * stepsPerEpoch;
    long end = begin + stepsPerEpoch;
    if (state.step() < end) {
      engine.startEpoch(state.epoch(), state.step() - begin);
    }
    for (int results = 1; state.step() < end; results++) {
      if (isStopping.getAsBoolean()) {
        return false;
      }
      trainSome(engine, end);
      if (saveInterval > 0 && results % saveInterval == 0 && state.step() < end) {
        save(engine, state.stopped(isAveraged()));
      }
    }
    return true;
  }

  private void trainSome(Engine engine, long end) {
    Engine.StepResult result =
        engine.train(new Engine.StepRange(schedule(), state.step(), end, state.updates()));
    if (!Double.isFinite(result.lossSum())) {
      throw NotFiniteException.ofStep(result.lossSum());
    }
    state.add(result);
    listener.onStep(state.step(), schedule().steps(), result.lossSum() / result.steps());
  }

  private LearningRateSchedule schedule() {
    return new LearningRateSchedule(recipe, stepsPerEpoch, state.rollbacks().size());
  }
}
