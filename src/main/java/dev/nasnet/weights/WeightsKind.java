package dev.nasnet.weights;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.bundle.VersionFolders;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Distinguishes the kinds of weight files by their content, not by their names alone. */
final class WeightsKind {
  private static final Pattern PART = Pattern.compile("\\.(index|data-\\d{5}-of-\\d{5})$");

  private WeightsKind() {}

  static WeightsReader contents(Path path, Optional<CellSet> cells) {
    if (Files.isDirectory(path)) {
      return savedModel(inFolder(path), cells);
    }
    Path prefix = prefix(path);
    if (isCheckpoint(prefix)) {
      return savedModel(prefix, cells);
    }
    return Files.isRegularFile(path) ? file(path, cells) : refuse(path);
  }

  private static WeightsReader file(Path path, Optional<CellSet> cells) {
    PyTorchPickle.refuse(path);
    if (KerasWeights.recognizes(path)) {
      return KerasContents.open(path, cells);
    } else if (Tarball.recognizes(path)) {
      return Tarball.open(path);
    } else if (SafetensorsFile.recognizes(path) || path.toString().endsWith(".safetensors")) {
      return TimmContents.open(path);
    }
    return refuse(path);
  }

  private static WeightsReader refuse(Path path) {
    throw unknown(path);
  }

  /** A checkpoint, by the description beside it where it is a SavedModel's that has one. */
  private static WeightsReader savedModel(Path prefix, Optional<CellSet> cells) {
    CheckpointContents checkpoint = CheckpointContents.open(prefix);
    Path variables = prefix.toAbsolutePath().normalize().resolveSibling("");
    return variables.endsWith("variables") && prefix.endsWith("variables")
        ? SavedModelDescription.of(variables.resolveSibling(""), cells)
            .<WeightsReader>map(checkpoint::followed)
            .orElse(checkpoint)
        : checkpoint;
  }

  /** The file itself, or those that a checkpoint's prefix stands for. */
  static List<Path> files(Path found) {
    if (Files.isRegularFile(found)) {
      return List.of(found);
    }
    Path prefix = found.toAbsolutePath();
    try (Stream<Path> beside = Files.list(prefix.resolveSibling(""))) {
      return beside
          .filter(file -> PART.matcher(file.toString()).find() && prefix(file).equals(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new FailureException("weights (%s) cannot be read: %s".formatted(found, e), e);
    }
  }

  /** A checkpoint's prefix, also where one of its files is named. */
  private static Path prefix(Path path) {
    String name = String.valueOf(path.getFileName());
    return path.resolveSibling(PART.matcher(name).replaceFirst(""));
  }

  private static boolean isCheckpoint(Path prefix) {
    return Files.exists(Path.of(prefix + ".index"));
  }

  /** A SavedModel, the newest of its versions, or the folder of one checkpoint. */
  private static Path inFolder(Path folder) {
    Path variables = folder.resolve("variables").resolve("variables");
    if (isCheckpoint(variables)) {
      return variables;
    }
    Optional<Path> version = newestVersion(folder);
    if (version.isPresent()) {
      return variables(version.get());
    }
    return onlyCheckpoint(folder).orElseThrow(() -> unknown(folder));
  }

  private static Optional<Path> newestVersion(Path folder) {
    try {
      return VersionFolders.newest(folder);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /** An older version is not taken for one without variables. */
  private static Path variables(Path version) {
    Path variables = version.resolve("variables").resolve("variables");
    if (!isCheckpoint(variables)) {
      throw new InvalidInputException(
          "weights (%s) must have variables/variables.index; give a version that has"
              .formatted(version));
    }
    return variables;
  }

  private static Optional<Path> onlyCheckpoint(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      var found = entries.filter(entry -> entry.toString().endsWith(".index")).toList();
      return found.size() == 1 ? Optional.of(prefix(found.get(0))) : Optional.empty();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static FailureException unreadable(Path folder, IOException e) {
    return new FailureException("weights (" + folder + ") cannot be read: " + e, e);
  }

  private static InvalidInputException unknown(Path path) {
    return new InvalidInputException(
        "weights (%s) %s; give a Keras file, a SavedModel's folder, a run, a checkpoint, slim's .tar.gz or a .safetensors file"
            .formatted(path, Files.exists(path) ? "are of no known kind" : "do not exist"));
  }
}
