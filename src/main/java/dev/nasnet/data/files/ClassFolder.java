package dev.nasnet.data.files;

import dev.nasnet.image.ImageFormat;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A class's folder with all that lies below it, as Keras's {@code image_dataset_from_directory}
 * walks it: sub-folders too, but no links to folders. Hidden names and the folders that file
 * servers and archives add are passed over and counted.
 *
 * @param folder the class's folder
 * @param images the files that are named as images, in Keras's order: by folder, then by name
 * @param named folders that are named as images and hold none
 * @param foreign files that are named as images of a format that is not decoded
 */
public record ClassFolder(Path folder, List<Path> images, List<Path> named, List<Path> foreign) {
  private static final Set<String> ADDED = Set.of("@eaDir", "__MACOSX");

  /**
   * Walks a class's folder; what is not used is counted.
   *
   * @param folder the class's folder
   * @param unused counts what is not used
   * @return the folder with its images
   */
  public static ClassFolder walk(Path folder, UnusedFiles unused) {
    List<Path> images = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    List<Path> foreign = new ArrayList<>();
    Deque<Path> waiting = new ArrayDeque<>(List.of(folder));
    while (!waiting.isEmpty()) {
      for (Path entry : list(waiting.remove(), unused)) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          waiting.add(entry);
          folders.add(entry);
        } else if (Files.isDirectory(entry)) {
          unused.add("link to a folder");
        } else if (ImageFile.isNamedAsImage(entry)) {
          images.add(entry);
        } else if (ImageFormat.ofName(Folders.name(entry)).isPresent()) {
          foreign.add(entry);
        } else {
          unused.add(entry);
        }
      }
    }
    images.sort(Comparator.comparing(Path::getParent).thenComparing(Path::getFileName));
    Predicate<Path> isEmpty = of -> images.stream().noneMatch(image -> image.startsWith(of));
    return new ClassFolder(
        folder,
        images,
        folders.stream().filter(ImageFile::isNamedAsImage).filter(isEmpty).toList(),
        foreign);
  }

  /**
   * {@return the folders of the classes in the order of their names with composed letters
   * (Unicode's NFC) for it, so that the order is the same on each file system; other entries are
   * counted}
   *
   * @param folder the folder of a data set
   * @param unused counts the entries that are no folders
   */
  public static List<Path> classes(Path folder, UnusedFiles unused) {
    List<Path> classes = new ArrayList<>();
    for (Path entry : list(folder, unused)) {
      if (Files.isDirectory(entry)) {
        classes.add(entry);
      } else {
        unused.add(entry);
      }
    }
    classes.sort(Comparator.comparing(FileNames::composed, Arrays::compareUnsigned));
    return classes;
  }

  /** {@return the class's name} */
  public String name() {
    String name =
        FileNames.text(folder)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "class folder %s must have a name in UTF-8; rename it".formatted(folder)));
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidInputException(
          "class folder %s must have a name without line breaks; rename it".formatted(folder));
    }
    return name;
  }

  private static List<Path> list(Path folder, UnusedFiles unused) {
    List<Path> kept = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) entries.sorted()::iterator) {
        String name = Folders.name(entry);
        if (name.startsWith(".")) {
          unused.add("hidden");
        } else if (ADDED.contains(name)) {
          unused.add(name);
        } else {
          kept.add(entry);
        }
      }
      return kept;
    } catch (IOException | UncheckedIOException e) {
      throw new FailureException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
