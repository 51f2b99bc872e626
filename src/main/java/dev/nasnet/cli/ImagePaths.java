package dev.nasnet.cli;

import dev.nasnet.image.ImageFormat;
import dev.nasnet.problem.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The image files that arguments name: files, folders and globs. */
final class ImagePaths {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private ImagePaths() {}

  /**
   * Returns the files in the order of the arguments; those of a folder and of a glob are sorted.
   *
   * @param arguments files; folders, of which all files named as images are taken, in sub-folders
   *     too, and those of formats that are not decoded, so that each is refused by name; and globs
   *     with wildcards in the name of the file
   * @throws InvalidInputException if a folder has no image, or a glob matches no file
   */
  static List<Path> of(List<String> arguments) {
    List<Path> files = new ArrayList<>();
    for (String argument : arguments) {
      Path path = Path.of(argument);
      if (Files.isDirectory(path)) {
        files.addAll(inFolder(path));
      } else if (!Files.exists(path) && WILDCARD.matcher(argument).find()) {
        files.addAll(matching(argument));
      } else {
        files.add(path);
      }
    }
    return files;
  }

  private static List<Path> inFolder(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return some(
          all.filter(ImagePaths::isNamedAsImage).filter(Files::isRegularFile),
          "image folder (%s) must hold a .jpg, .jpeg, .png, .bmp or .gif file".formatted(folder));
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  private static List<Path> matching(String glob) {
    int slash = Math.max(glob.lastIndexOf('/'), glob.lastIndexOf(File.separatorChar));
    Path folder = Path.of(slash < 0 ? "" : glob.substring(0, slash + 1));
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(slash + 1));
    Predicate<Path> matches = path -> matcher.matches(path.getFileName());
    try (Stream<Path> all = Files.list(folder)) {
      return some(
          all.filter(matches).filter(Files::isRegularFile),
          "image glob (%s) must match a file".formatted(glob));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static List<Path> some(Stream<Path> files, String rule) {
    List<Path> sorted = files.sorted().toList();
    if (sorted.isEmpty()) {
      throw new InvalidInputException(rule);
    }
    return sorted;
  }

  private static boolean isNamedAsImage(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.startsWith(".") && ImageFormat.ofName(name).isPresent();
  }

  private static InvalidInputException unreadable(Path folder, Exception e) {
    return new InvalidInputException(
        "image folder (%s) cannot be read: %s".formatted(folder, e.getMessage()));
  }
}
