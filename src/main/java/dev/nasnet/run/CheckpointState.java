package dev.nasnet.run;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a checkpoint beside TensorFlow's: its state and a copy of its run's description. */
final class CheckpointState {
  private static final String STATE = "state.json";
  private static final Gson JSON = new Gson();

  private CheckpointState() {}

  static void write(Path checkpoint, SavedState state, Path description) throws IOException {
    Files.writeString(checkpoint.resolve(STATE), JSON.toJson(state));
    if (Files.exists(description)) {
      Files.copy(description, checkpoint.resolve(RunFolder.DESCRIPTION));
    }
  }

  static SavedState read(Path entry) {
    try {
      requireNoLinks(entry);
      SavedState state = JSON.fromJson(Files.readString(entry.resolve(STATE)), SavedState.class);
      if (state == null || state.metrics() == null) {
        throw new JsonParseException(STATE + " lacks its metrics");
      }
      return state;
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      // Gson throws IllegalArgumentException for some numbers that it cannot represent.
      throw new FailureException(
          "checkpoint (%s) is damaged: %s".formatted(entry, e.getMessage()), e);
    }
  }

  /** Reads a state, or returns nothing if a training has deleted the checkpoint meanwhile. */
  static Optional<SavedState> present(Path entry) {
    try {
      return Optional.of(read(entry));
    } catch (FailureException e) {
      requireForgotten(entry, e);
      return Optional.empty();
    }
  }

  /** Throws a failure again, unless the checkpoint has been deleted. */
  static void requireForgotten(Path entry, RuntimeException failure) {
    if (isCheckpoint(entry)) {
      throw failure;
    }
  }

  /** Refuses links, which may point out of the run's folder. */
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

  /** Deletes the state first, so that what a killed process leaves behind is no checkpoint. */
  static void forget(Path checkpoint) throws IOException {
    Files.deleteIfExists(checkpoint.resolve(STATE));
    AtomicWrites.deleteTree(checkpoint);
  }

  /** Deletes folders that have such a name but are half written or half deleted. */
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
