package dev.nasnet.data.files;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders and what lies in them, or one line on why not. */
public final class Folders {
  private Folders() {}

  /**
   * {@return the folder that a data text names}
   *
   * @param text the data as it was given, for the message
   * @param place the path in it
   */
  public static Path existing(String text, String place) {
    Path folder = path(text, place);
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException("data (" + text + ") must name an existing folder");
    }
    return folder;
  }

  /**
   * {@return the path that a data text names, which need not exist}
   *
   * @param text the data as it was given, for the message
   * @param place the path in it
   */
  public static Path path(String text, String place) {
    try {
      return Path.of(place);
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          "data (%s) must name a path: %s%s".formatted(text, e.getReason(), encoding()));
    }
  }

  /** Java takes the encoding of file names from the locale it starts in. */
  private static String encoding() {
    String encoding = System.getProperty("sun.jnu.encoding", "");
    return encoding.equalsIgnoreCase("UTF-8")
        ? ""
        : "; this Java's file names are %s: start it in a UTF-8 locale, as LC_ALL=C.UTF-8"
            .formatted(encoding);
  }

  /**
   * Lists a folder without hidden names, sorted by name.
   *
   * @param folder an existing folder
   * @return the paths of the entries
   */
  public static List<Path> sorted(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(path -> !name(path).startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw new FailureException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /**
   * {@return a path's last part}
   *
   * @param path any path; that of a root has no parts
   */
  public static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  /**
   * {@return a file's bytes}
   *
   * @param file an existing file
   */
  public static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * {@return a file's length in bytes}
   *
   * @param file an existing file
   */
  public static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
