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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * A training's folder: {@code checkpoints/epoch-N/} (TensorFlow's format, and {@code state.json}),
 * {@code checkpoints/step-N/} where a training was stopped within an epoch, each moved into place
 * whole, and {@code metrics.csv}.
 */
public final class RunFolder {
  private static final int KEPT = 3;

  /** What the folder says of itself; each checkpoint keeps a copy. */
  public static final String DESCRIPTION = "run.json";

  private final Path folder;

  /**
   * @param folder the run's folder, made at the first write
   */
  public RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * One checkpoint's state.
   *
   * @param epoch epochs done
   * @param step steps done
   * @param top1 held-out accuracy after that epoch, 0…1
   * @param metrics the lines of {@code metrics.csv} so far
   * @param lossSum of the steps since that epoch, where the training was stopped within the next
   * @param averaged whether averages are kept, whose accuracy top1 then is
   * @param rollbacks so far
   * @param merit by which checkpoints of one run are ranked, the higher the better: the monitored
   *     held-out figure, its sign turned where it is a loss; top1 where null
   * @param updates how often the optimizer moved the variables; steps where null
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
    /** Copies the rollbacks. */
    public State {
      rollbacks = rollbacks == null ? List.of() : List.copyOf(rollbacks);
    }

    /** Whether this is no epoch's end, but where a training was stopped. */
    public boolean isWithinEpoch() {
      return lossSum != null;
    }

    private String folder() {
      return isWithinEpoch() ? "step-" + step : "epoch-" + epoch;
    }
  }

  /**
   * Does work while no other training may write here.
   *
   * @throws InvalidInputException if another training does
   */
  public void exclusively(Runnable work) {
    RunLock.during(folder, work);
  }

  /** The folder itself. */
  public Path path() {
    return folder;
  }

  /** Where the run is described: its own file, then the checkpoints' copies, the newest first. */
  public List<Path> descriptions() {
    List<Path> places = new ArrayList<>();
    entries().forEach(entry -> places.add(0, entry.resolve(DESCRIPTION)));
    places.add(0, folder.resolve(DESCRIPTION));
    return places;
  }

  /** Whether there is a checkpoint. */
  public boolean hasCheckpoint() {
    return !entries().isEmpty();
  }

  /**
   * The weights of the best checkpoint by the monitored held-out figure, the newest of equals;
   * where no epoch is done, of the one that a stop left. Where averages are kept, these.
   *
   * @throws InvalidInputException if the run has no checkpoint
   */
  public Weights bestWeights(Network network) {
    return best(network, false).weights();
  }

  /** As {@link #bestWeights}, but the weights themselves even where averages are kept. */
  public Weights bestRawWeights(Network network) {
    return best(network, true).weights();
  }

  /**
   * The best checkpoint's state with its weights; {@code raw} ones even where averages are kept.
   */
  public BestCheckpoint best(Network network, boolean raw) {
    return readBest(state -> BestCheckpoint.read(this, state, network, raw));
  }

  /** The state of the best checkpoint. */
  public Optional<State> best() {
    return states().stream().max(CheckpointRanking.BEST_LAST);
  }

  /**
   * Reads the best checkpoint, anew where a training that goes on forgets it meanwhile.
   *
   * @param read reads the checkpoint of this prefix, perhaps more than once
   * @return what it gave
   * @throws InvalidInputException if the run has none
   */
  public <T> T fromBest(Function<Path, T> read) {
    return readBest(state -> read.apply(file(state)));
  }

  /** As {@link #fromBest}, by the checkpoint's state. */
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

  /** Writes a checkpoint whole or not at all, then forgets old ones but the best. */
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
   * Makes good what a killed process left undone, and sets damaged checkpoints aside; gives the
   * newest good one.
   *
   * @param note hears a line of each damaged one
   */
  public Optional<State> tidy(Consumer<String> note) {
    try {
      setDamagedAside(note);
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

  private void setDamagedAside(Consumer<String> note) throws IOException {
    List<Path> entries = entries();
    Map<Path, String> damaged = new LinkedHashMap<>();
    entries.forEach(entry -> CheckpointSums.problem(entry).ifPresent(p -> damaged.put(entry, p)));
    if (!entries.isEmpty() && damaged.size() == entries.size()) {
      Path last = entries.get(entries.size() - 1);
      throw new FailureException(
          "run (%s) has no checkpoint that is not damaged (%s: %s); begin anew in another folder"
              .formatted(folder, last.getFileName(), damaged.get(last)),
          null);
    }
    for (Path entry : damaged.keySet()) {
      Path aside = entry.resolveSibling("damaged-" + entry.getFileName());
      AtomicWrites.deleteTree(aside);
      Files.move(entry, aside);
      note.accept(
          "checkpoint (%s) is damaged: %s; set aside as %s"
              .formatted(entry, damaged.get(entry), aside.getFileName()));
    }
    if (!damaged.isEmpty()) {
      newest().ifPresent(state -> note.accept("going on from " + folder(state)));
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

  /** In order of their steps; where an epoch's last step was a stop too, the epoch is newer. */
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
