package dev.nasnet.run;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.run.RunFolder.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a checkpoint's folder holds beside TensorFlow's files: its state and its run's description.
 */
final class CheckpointState {
  private static final String STATE = "state.json";
  private static final Gson JSON = new Gson();

  private CheckpointState() {}

  static void write(Path checkpoint, State state, Path description) throws IOException {
    Files.writeString(checkpoint.resolve(STATE), JSON.toJson(state));
    if (Files.exists(description)) {
      Files.copy(description, checkpoint.resolve(RunFolder.DESCRIPTION));
    }
  }

  static State read(Path entry) {
    try {
      requireNoLinks(entry);
      State state = JSON.fromJson(Files.readString(entry.resolve(STATE)), State.class);
      if (state == null || state.metrics() == null) {
        throw new JsonParseException(STATE + " lacks its metrics");
      }
      return state;
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      // Gson lets some numbers that are none through as they are.
      throw new FailureException(
          "checkpoint (%s) is damaged: %s".formatted(entry, e.getMessage()), e);
    }
  }

  /** As {@link #read}; empty where a training forgot it meanwhile. */
  static Optional<State> present(Path entry) {
    try {
      return Optional.of(read(entry));
    } catch (FailureException e) {
      requireForgotten(entry, e);
      return Optional.empty();
    }
  }

  /** Rethrows, unless the checkpoint is gone. */
  static void requireForgotten(Path entry, RuntimeException failure) {
    if (isCheckpoint(entry)) {
      throw failure;
    }
  }

  /** A link would lead out of the run's folder. */
  private static void requireNoLinks(Path entry) throws IOException {
    try (Stream<Path> files = Files.list(entry)) {
      Optional<Path> link = files.filter(Files::isSymbolicLink).findFirst();
      if (link.isPresent() || Files.isSymbolicLink(entry)) {
        throw new IOException(link.orElse(entry).getFileName() + " is a link");
      }
    }
  }

  static boolean isCheckpoint(Path entry) {
    return entry.getFileName().toString().matches("(epoch|step)-\\d+")
        && Files.exists(entry.resolve(STATE));
  }

  /** The state goes first: what a kill leaves behind is then no checkpoint. */
  static void forget(Path checkpoint) throws IOException {
    Files.deleteIfExists(checkpoint.resolve(STATE));
    AtomicWrites.deleteTree(checkpoint);
  }

  /** Deletes what is no checkpoint but has such a name: half written or half deleted. */
  static void sweep(Path within, String names) throws IOException {
    if (!Files.isDirectory(within)) {
      return;
    }
    try (Stream<Path> entries = Files.list(within)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (entry.getFileName().toString().matches(names) && !isCheckpoint(entry)) {
          AtomicWrites.deleteTree(entry);
        }
      }
    }
  }
}
