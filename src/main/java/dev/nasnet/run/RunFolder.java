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
import org.tensorflow.exceptions.TensorFlowException;

/**
 * The folder of a training: {@code run.json}, {@code metrics.csv}, and the checkpoints in {@code
 * checkpoints/epoch-N/} or, for a training that was stopped within an epoch, in {@code
 * checkpoints/step-N/}. A checkpoint has TensorFlow's format and a {@code state.json}.
 */
public final class RunFolder {
  private static final int KEPT = 3;

  /** The name of the description; each checkpoint has a copy. */
  public static final String DESCRIPTION = "run.json";

  private final Path folder;

  /**
   * Creates an object for a folder.
   *
   * @param folder the run's folder, which the first write creates
   */
  public RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs work while no other training can write here.
   *
   * @param work writes into the folder
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
          "out (%s) already holds a run; set `resume` or give another folder".formatted(folder));
    }
  }

  /** {@return the path of the folder} */
  public Path path() {
    return folder;
  }

  /** {@return the run's own description file, then the checkpoints' copies, the newest first} */
  public List<Path> descriptions() {
    List<Path> places = new ArrayList<>();
    entries().forEach(entry -> places.add(0, entry.resolve(DESCRIPTION)));
    places.add(0, folder.resolve(DESCRIPTION));
    return places;
  }

  /** {@return whether there is a checkpoint} */
  public boolean hasCheckpoint() {
    return !entries().isEmpty();
  }

  /**
   * {@return the weights, or their averages where there are any, of the checkpoint with the best
   * held-out figure, the newest of equals; if no epoch is done, of the one that a stop wrote}
   *
   * @param network the network that was trained
   * @throws InvalidInputException if the run has no checkpoint
   */
  public Weights bestWeights(Network network) {
    return best(network, false).weights();
  }

  /**
   * {@return the weights of the best checkpoint, as {@link #bestWeights}, but never its averages}
   *
   * @param network the network that was trained
   */
  public Weights bestRawWeights(Network network) {
    return best(network, true).weights();
  }

  /**
   * {@return the best checkpoint's weights and state}
   *
   * @param network the network that was trained
   * @param raw whether to read the weights themselves even if the checkpoint has averages
   */
  public BestCheckpoint best(Network network, boolean raw) {
    return readBest(state -> BestCheckpoint.read(this, state, network, raw));
  }

  /** {@return the state of the best checkpoint, if there is one} */
  public Optional<SavedState> best() {
    return states().stream().max(CheckpointRanking.BEST_LAST);
  }

  /**
   * {@return what a function reads from the best checkpoint; again if it is deleted meanwhile}
   *
   * @param <T> the type of the result
   * @param read reads the checkpoint with a prefix; it may be called more than once
   * @throws InvalidInputException if the run has no checkpoint
   */
  public <T> T fromBest(Function<Path, T> read) {
    return readBest(state -> read.apply(file(state)));
  }

  /** Reads the best checkpoint, as {@link #fromBest}, by its state. */
  <T> T readBest(Function<SavedState, T> read) {
    while (true) {
      SavedState state = best().orElseThrow(this::nothing);
      try {
        return read.apply(state);
      } catch (FailureException | InvalidInputException e) {
        CheckpointState.requireForgotten(folder(state), e);
      }
    }
  }

  /** {@return the state of the newest checkpoint, if there is one} */
  public Optional<SavedState> newest() {
    return states().stream().reduce((older, newer) -> newer);
  }

  /**
   * {@return the prefix of a checkpoint's TensorFlow files}
   *
   * @param state the state of the checkpoint
   */
  public Path file(SavedState state) {
    return folder(state).resolve("state");
  }

  /**
   * {@return the folder of a checkpoint}
   *
   * @param state the state of the checkpoint
   */
  public Path folder(SavedState state) {
    return checkpoints().resolve(state.folder());
  }

  /**
   * Writes a checkpoint whole or not at all, then deletes old checkpoints except the best.
   *
   * @param state the progress of the training
   * @param save writes the variables under a prefix
   */
  public void write(SavedState state, AtomicWrites.Content<Path> save) {
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
  public Optional<SavedState> repair(Consumer<String> messages) {
    try {
      if (DamagedCheckpoints.setAside(folder, entries(), messages)) {
        newest().ifPresent(state -> messages.accept("continuing from " + folder(state)));
      }
      Optional<SavedState> newest = newest();
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

  private void writeMetrics(SavedState state) throws IOException {
    AtomicWrites.text(folder.resolve("metrics.csv"), String.join("\n", state.metrics()) + "\n");
  }

  private void forgetOld() throws IOException {
    SavedState best = best().orElseThrow(this::nothing);
    List<SavedState> states = states();
    int old = states.size() - KEPT;
    for (int i = 0; i < states.size() - 1; i++) {
      SavedState state = states.get(i);
      if (state.isWithinEpoch() || (i < old && !state.equals(best))) {
        CheckpointState.forget(folder(state));
      }
    }
  }

  /** Returns all states by step; an epoch's end is newer than a stop at the same step. */
  private List<SavedState> states() {
    return entries().stream()
        .flatMap(entry -> CheckpointState.present(entry).stream())
        .sorted(Comparator.comparingLong(SavedState::step).thenComparingInt(SavedState::epoch))
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
        "run (%s) has no checkpoint; train it first".formatted(folder));
  }
}
