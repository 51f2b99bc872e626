package dev.nasnet.bundle;

import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The numbered folders of a model, as TensorFlow Serving reads them: a version is a folder with a
 * name of 1 to 18 digits, and the newest one has the largest number. Timestamps in seconds,
 * milliseconds and microseconds are such numbers.
 */
public final class VersionFolders {
  private static final int MOST_DIGITS = 18;

  private VersionFolders() {}

  /** A version's folder and its number. */
  private record Version(long number, Path folder) {
    static Version of(Path folder) {
      String name = name(folder);
      if (name.length() > MOST_DIGITS) {
        throw new InvalidInputException(
            "version (%s) must be a number of at most %d digits; rename the folder"
                .formatted(folder, MOST_DIGITS));
      }
      return new Version(Long.parseLong(name), folder);
    }
  }

  /**
   * Returns whether a folder is a version's: whether it holds {@code saved_model.pb}.
   *
   * @param folder any path
   * @return true if it is a version's folder
   */
  public static boolean isVersion(Path folder) {
    return Files.isRegularFile(folder.resolve(BundleFiles.GRAPH));
  }

  /**
   * Finds the newest version of a model.
   *
   * @param model the folder of the model's versions
   * @return the folder with the largest number of those that hold {@code saved_model.pb}; empty
   *     where there is none
   * @throws IOException if the folder cannot be listed
   * @throws InvalidInputException if a version's number has more than 18 digits, so that it cannot
   *     be compared with the others
   */
  public static Optional<Path> newest(Path model) throws IOException {
    return numbered(model).stream()
        .filter(VersionFolders::isVersion)
        .map(Version::of)
        .max(
            Comparator.comparingLong(Version::number)
                .thenComparing(version -> name(version.folder()), Comparator.reverseOrder()))
        .map(Version::folder);
  }

  /**
   * Returns the folder of the next version.
   *
   * @param model the folder of the model's versions, which need not exist
   * @return a folder that does not exist yet; its number is one more than the largest, 1 at first
   * @throws IOException if the folder cannot be listed
   * @throws InvalidInputException if the number has more than 18 digits
   */
  public static Path next(Path model) throws IOException {
    long last =
        Files.isDirectory(model)
            ? numbered(model).stream().map(Version::of).mapToLong(Version::number).max().orElse(0)
            : 0;
    return model.resolve(Long.toString(last + 1));
  }

  private static List<Path> numbered(Path model) throws IOException {
    try (Stream<Path> entries = Files.list(model)) {
      return entries.filter(entry -> name(entry).matches("[0-9]+")).toList();
    }
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }
}
