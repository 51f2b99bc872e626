package dev.nasnet.data;

import dev.nasnet.data.files.Folders;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder with the sub-folders {@code train}, {@code val} or {@code validation}, and {@code test},
 * each with a sub-folder for each class: the convention of torchvision's {@code ImageFolder} and
 * Keras's {@code image_dataset_from_directory}.
 *
 * @param train the folder of the training images
 * @param validation the folder of the validation images, if there is one
 * @param test the folder of the test images, if there is one
 */
record SplitFolders(Path train, Optional<Path> validation, Optional<Path> test) {
  private static final String PREFIX = "folder:";
  private static final String TRAIN = "train";
  private static final String TEST = "test";
  private static final List<String> VALIDATION = List.of("val", "validation");
  private static final Set<String> NAMES = Set.of(TRAIN, TEST, "val", "validation");

  /** Opens a folder of classes, or of splits. */
  static Examples open(Path folder, LoadOptions reading) {
    return of(folder)
        .map(splits -> splits.open(reading, folder))
        .orElseGet(() -> FolderSource.open(folder, reading));
  }

  private Examples open(LoadOptions reading, Path folder) {
    if (validation.isEmpty() || reading.trainsAll()) {
      return FolderSource.open(train, reading);
    }
    if (reading.heldOut().isPresent()) {
      throw new InvalidInputException(
          "held-out (%s) must be omitted for folder:%s, of which %s is held out"
              .formatted(reading.heldOut().getAsDouble(), folder, Folders.name(validation.get())));
    }
    FolderSource training = FolderSource.open(train, reading.trainingOnly());
    FolderSource heldOut =
        FolderSource.open(validation.get(), reading.heldOutOnly(training.classNames()));
    return new JoinedSource(training, heldOut);
  }

  /** Returns the splits of a folder, or nothing if its sub-folders are classes. */
  static Optional<SplitFolders> of(Path folder) {
    List<Path> folders = Folders.sorted(folder).stream().filter(Files::isDirectory).toList();
    boolean isSplit =
        folders.size() > 1
            && folders.stream().map(Folders::name).allMatch(NAMES::contains)
            && holdsFolders(folder.resolve(TRAIN));
    return isSplit
        ? Optional.of(
            new SplitFolders(
                folder.resolve(TRAIN),
                VALIDATION.stream().map(folder::resolve).filter(Files::isDirectory).findFirst(),
                Optional.of(folder.resolve(TEST)).filter(Files::isDirectory)))
        : Optional.empty();
  }

  /** Returns the test data of the source {@code folder:DIR}, as a source, if it has any. */
  static Optional<String> test(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return of(Folders.existing(text, text.substring(PREFIX.length())))
        .flatMap(SplitFolders::test)
        .map(folder -> PREFIX + folder);
  }

  private static boolean holdsFolders(Path folder) {
    return Files.isDirectory(folder)
        && Folders.sorted(folder).stream().anyMatch(Files::isDirectory);
  }
}
