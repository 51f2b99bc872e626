package dev.nasnet.run;

import dev.nasnet.architecture.Network;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.CheckpointWriter;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * The folder of a training: {@code run.json}, {@code metrics.csv}, and the checkpoints in {@code
 * checkpoints/epoch-N/} or, for a training that was stopped within an epoch, in {@code
 * checkpoints/step-N/}. A checkpoint has TensorFlow's format and a {@code state.json}, and is moved
 * into place when all its files are written.
 */
public final class RunFolder {
  private static final int KEPT = 3;

  /** The name of the description; each checkpoint has a copy. */
  public static final String DESCRIPTION = "run.json";

  private final Path folder;

  /**
   * Creates an object for a folder, which need not exist.
   *
   * @param folder the run's folder, which the first write creates
   */
  public RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The state of a checkpoint.
   *
   * @param epoch the number of epochs done
   * @param step the number of steps done
   * @param top1 the held-out accuracy after that epoch, 0…1; where an image may have any number of
   *     labels, the exact match
   * @param metrics the lines of {@code metrics.csv} so far
   * @param lossSum the sum of the losses since that epoch if the training was stopped within the
   *     next epoch, else null
   * @param averaged whether the checkpoint has averages; top1 is then their accuracy
   * @param rollbacks the rollbacks so far
   * @param merit the rank of the checkpoint within its run, higher is better: the monitored
   *     held-out figure, negated if it is a loss; null for top1
   * @param updates the number of updates of the variables by the optimizer; null for one in each
   *     step
   */
  public record State(
      int epoch,
      long step,
      double top1,
      List<String> metrics,
      @Nullable Double lossSum,
      boolean averaged,
      List<Rollback> rollbacks,
      @Nullable Double merit,
      @Nullable Long updates) {
    /** Copies the rollbacks; none where they are null. */
    public State {
      rollbacks = rollbacks == null ? List.of() : List.copyOf(rollbacks);
    }

    /**
     * Returns the mean average precision after the last epoch, 0…1; nothing where each image has
     * one label, or no epoch is done.
     */
    public Optional<Double> macroAveragePrecision() {
      return MetricsFile.of(metrics).last(MetricsFile.MACRO_AVERAGE_PRECISION);
    }

    /** Returns whether the training was stopped within an epoch here. */
    public boolean isWithinEpoch() {
      return lossSum != null;
    }

    private String folder() {
      return isWithinEpoch() ? "step-" + step : "epoch-" + epoch;
    }
  }

  /**
   * Runs work while no other training can write here.
   *
   * @throws InvalidInputException if another training writes here
   */
  public void exclusively(Runnable work) {
    RunLock.during(folder, work);
  }

  /**
   * Requires a folder without checkpoints.
   *
   * @throws InvalidInputException if there is a checkpoint
   */
  public void requireNew() {
    if (hasCheckpoint()) {
      throw new InvalidInputException(
          "out (%s) already holds a run; give --resume or another folder".formatted(folder));
    }
  }

  /** Returns the path of the folder. */
  public Path path() {
    return folder;
  }

  /** Returns the run's own description file, then the checkpoints' copies, the newest first. */
  public List<Path> descriptions() {
    List<Path> places = new ArrayList<>();
    entries().forEach(entry -> places.add(0, entry.resolve(DESCRIPTION)));
    places.add(0, folder.resolve(DESCRIPTION));
    return places;
  }

  /** Returns whether there is a checkpoint. */
  public boolean hasCheckpoint() {
    return !entries().isEmpty();
  }

  /**
   * Reads the best checkpoint by the monitored held-out figure, the newest of equals; if no epoch
   * is done, the checkpoint that a stop wrote. If it has averages, they are returned.
   *
   * @throws InvalidInputException if the run has no checkpoint
   */
  public Weights bestWeights(Network network) {
    return best(network, false).weights();
  }

  /** Reads the best checkpoint, as {@link #bestWeights}, but never its averages. */
  public Weights bestRawWeights(Network network) {
    return best(network, true).weights();
  }

  /**
   * Reads the best checkpoint with its state.
   *
   * @param raw whether to read the weights themselves even if the checkpoint has averages
   */
  public BestCheckpoint best(Network network, boolean raw) {
    return readBest(state -> BestCheckpoint.read(this, state, network, raw));
  }

  /** Returns the state of the best checkpoint, if there is one. */
  public Optional<State> best() {
    return states().stream().max(CheckpointRanking.BEST_LAST);
  }

  /**
   * Reads the best checkpoint by a function, and starts over if a training deletes the checkpoint
   * meanwhile.
   *
   * @param read reads the checkpoint with a prefix; it may be called more than once
   * @return the function's result
   * @throws InvalidInputException if the run has no checkpoint
   */
  public <T> T fromBest(Function<Path, T> read) {
    return readBest(state -> read.apply(file(state)));
  }

  /** Reads the best checkpoint, as {@link #fromBest}, by its state. */
  <T> T readBest(Function<State, T> read) {
    while (true) {
      State state = best().orElseThrow(this::nothing);
      try {
        return read.apply(state);
      } catch (FailureException | InvalidInputException e) {
        CheckpointState.requireForgotten(folder(state), e);
      }
    }
  }

  /** Returns the state of the newest checkpoint, if there is one. */
  public Optional<State> newest() {
    return states().stream().reduce((older, newer) -> newer);
  }

  /** Returns the prefix of a checkpoint's TensorFlow files. */
  public Path file(State state) {
    return folder(state).resolve("state");
  }

  /** Returns the folder of a checkpoint. */
  public Path folder(State state) {
    return checkpoints().resolve(state.folder());
  }

  /** Writes a checkpoint whole or not at all, then deletes old checkpoints except the best. */
  public void write(State state, AtomicWrites.Content<Path> save) {
    try {
      Path target = folder(state);
      CheckpointState.forget(target);
      AtomicWrites.directory(
          target,
          directory -> {
            save.writeTo(directory.resolve("state"));
            CheckpointState.write(directory, state, folder.resolve(DESCRIPTION));
            CheckpointSums.write(directory);
          });
      writeMetrics(state);
      forgetOld();
    } catch (IOException | TensorFlowException e) {
      throw unwritable(e);
    }
  }

  /**
   * Repairs what a killed process left half done, and renames damaged checkpoints.
   *
   * @param messages receives a line on each damaged checkpoint
   * @return the state of the newest checkpoint that is not damaged, if there is one
   */
  public Optional<State> repair(Consumer<String> messages) {
    try {
      if (DamagedCheckpoints.setAside(folder, entries(), messages)) {
        newest().ifPresent(state -> messages.accept("continuing from " + folder(state)));
      }
      Optional<State> newest = newest();
      if (newest.isPresent()) {
        writeMetrics(newest.get());
        forgetOld();
      }
      CheckpointState.sweep(checkpoints(), "\\.?(epoch|step)-.*");
      CheckpointState.sweep(folder, "\\.(metrics\\.csv|run\\.json|report\\.html)\\..*\\.tmp");
      return newest;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private FailureException unwritable(Exception e) {
    return new FailureException(
        "run (%s) cannot be written: %s".formatted(folder, CheckpointWriter.reason(e)), e);
  }

  private void writeMetrics(State state) throws IOException {
    AtomicWrites.text(folder.resolve("metrics.csv"), String.join("\n", state.metrics()) + "\n");
  }

  private void forgetOld() throws IOException {
    State best = best().orElseThrow(this::nothing);
    List<State> states = states();
    int old = states.size() - KEPT;
    for (int i = 0; i < states.size() - 1; i++) {
      State state = states.get(i);
      if (state.isWithinEpoch() || (i < old && !state.equals(best))) {
        CheckpointState.forget(folder(state));
      }
    }
  }

  /** Returns all states by step; an epoch's end is newer than a stop at the same step. */
  private List<State> states() {
    return entries().stream()
        .flatMap(entry -> CheckpointState.present(entry).stream())
        .sorted(Comparator.comparingLong(State::step).thenComparingInt(State::epoch))
        .toList();
  }

  private List<Path> entries() {
    if (!Files.isDirectory(checkpoints())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(checkpoints())) {
      return entries.filter(CheckpointState::isCheckpoint).sorted().toList();
    } catch (IOException e) {
      throw new FailureException("run (" + folder + ") cannot be read: " + e.getMessage(), e);
    }
  }

  private Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  private InvalidInputException nothing() {
    return new InvalidInputException(
        "run (%s) has no checkpoint; train it first with nasnet train --out".formatted(folder));
  }
}
