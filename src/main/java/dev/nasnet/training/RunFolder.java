package dev.nasnet.training;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.nasnet.architecture.Network;
import dev.nasnet.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A training's folder: {@code checkpoints/epoch-N/} (TensorFlow's format, and {@code state.json}),
 * each moved into place whole, and {@code metrics.csv}.
 */
public final class RunFolder {
  private static final int KEPT = 3;
  private static final String STATE = "state.json";
  private static final Gson JSON = new Gson();

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
   * @param top1 held-out accuracy, 0…1
   * @param metrics the lines of {@code metrics.csv} so far
   */
  public record State(int epoch, long step, double top1, List<String> metrics) {}

  /** The folder itself. */
  public Path path() {
    return folder;
  }

  /** Whether there is a checkpoint. */
  public boolean hasCheckpoint() {
    return newest().isPresent();
  }

  /**
   * The weights of the best checkpoint by held-out accuracy, the newest of equals.
   *
   * @throws InvalidInputException if the run has no checkpoint
   */
  public Weights bestWeights(Network network) {
    State best = best().orElseThrow(this::nothing);
    return Checkpoint.read(
        file(best.epoch()), network.forInference().variables(), UnaryOperator.identity());
  }

  /** The state of the best checkpoint. */
  public Optional<State> best() {
    return states().stream()
        .max(Comparator.comparingDouble(State::top1).thenComparingInt(State::epoch));
  }

  /**
   * The prefix of the best checkpoint.
   *
   * @throws InvalidInputException if the run has none
   */
  public Path bestCheckpoint() {
    return file(best().orElseThrow(this::nothing).epoch());
  }

  Optional<State> newest() {
    return states().stream().max(Comparator.comparingInt(State::epoch));
  }

  Path file(int epoch) {
    return checkpoints().resolve("epoch-" + epoch).resolve("state");
  }

  /** Writes a checkpoint whole or not at all, then forgets old ones but the best. */
  void write(State state, AtomicWrites.Content<Path> save) {
    try {
      Path target = checkpoints().resolve("epoch-" + state.epoch());
      forget(target);
      AtomicWrites.directory(
          target,
          directory -> {
            save.writeTo(directory.resolve("state"));
            Files.writeString(directory.resolve(STATE), JSON.toJson(state));
          });
      writeMetrics(state);
      forgetOld();
    } catch (IOException e) {
      throw new FailureException("run (" + folder + ") cannot be written: " + e.getMessage(), e);
    }
  }

  /** Makes good what a process killed after its newest checkpoint left undone. */
  void tidy(State newest) {
    try {
      writeMetrics(newest);
      forgetOld();
      sweep();
    } catch (IOException e) {
      throw new FailureException("run (" + folder + ") cannot be written: " + e.getMessage(), e);
    }
  }

  private void writeMetrics(State state) throws IOException {
    AtomicWrites.text(folder.resolve("metrics.csv"), String.join("\n", state.metrics()) + "\n");
  }

  /** Deletes what is no checkpoint: one half written or half deleted. */
  private void sweep() throws IOException {
    try (Stream<Path> entries = Files.list(checkpoints())) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String name = entry.getFileName().toString();
        boolean isOurs = name.startsWith("epoch-") || name.startsWith(".epoch-");
        if (isOurs && !isCheckpoint(entry)) {
          AtomicWrites.deleteTree(entry);
        }
      }
    }
  }

  /** The state goes first: what a kill leaves behind is then no checkpoint. */
  private static void forget(Path checkpoint) throws IOException {
    Files.deleteIfExists(checkpoint.resolve(STATE));
    AtomicWrites.deleteTree(checkpoint);
  }

  private static boolean isCheckpoint(Path entry) {
    return entry.getFileName().toString().startsWith("epoch-")
        && Files.exists(entry.resolve(STATE));
  }

  private void forgetOld() throws IOException {
    int best = best().map(State::epoch).orElse(0);
    List<State> states = states();
    for (State state : states.subList(0, Math.max(0, states.size() - KEPT))) {
      if (state.epoch() != best) {
        forget(checkpoints().resolve("epoch-" + state.epoch()));
      }
    }
  }

  /** In order of their epochs. */
  private List<State> states() {
    if (!Files.isDirectory(checkpoints())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(checkpoints())) {
      return entries
          .filter(RunFolder::isCheckpoint)
          .map(RunFolder::read)
          .sorted(Comparator.comparingInt(State::epoch))
          .toList();
    } catch (IOException e) {
      throw new FailureException("run (" + folder + ") cannot be read: " + e.getMessage(), e);
    }
  }

  private static State read(Path entry) {
    try {
      State state = JSON.fromJson(Files.readString(entry.resolve(STATE)), State.class);
      if (state == null || state.metrics() == null) {
        throw new JsonParseException(STATE + " lacks its metrics");
      }
      return state;
    } catch (IOException | JsonParseException e) {
      throw new FailureException(
          "checkpoint (%s) is damaged: %s".formatted(entry, e.getMessage()), e);
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
