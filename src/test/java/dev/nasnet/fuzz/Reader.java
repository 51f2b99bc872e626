package dev.nasnet.fuzz;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.LayerRange;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.bundle.Manifest;
import dev.nasnet.cli.CommandRun;
import dev.nasnet.data.DataSource;
import dev.nasnet.export.Format;
import dev.nasnet.image.ExifOrientation;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.image.decode.ImageReader;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.RunFolder;
import dev.nasnet.weights.KerasWeights;
import dev.nasnet.weights.Npz;
import dev.nasnet.weights.WeightsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Whatever reads something that others may have made: sound inputs of it, and how it is read. */
enum Reader {
  HDF5(300, "input.h5", Seeds::hdf5Files, Seals::hdf5, Reader::keras),
  KERAS_ZIP(
      40,
      "input.keras",
      () -> List.of(Seeds.resource("keras.keras"), Seeds.exported(Format.KERAS, "model.keras")),
      Reader::keras),
  CHECKPOINT_INDEX(
      20,
      "input.index",
      () -> Seeds.checkpoint().subList(0, 1),
      Reader::sealedIndex,
      Reader::index),
  CHECKPOINT_DATA(
      4, "input.data-00000-of-00001", () -> Seeds.checkpoint().subList(1, 2), Reader::data),
  NPZ(100, "input.npz", () -> List.of(Seeds.npz()), Reader::npz),
  MANIFEST(50, Manifest.FILE, Seeds::manifest, Reader::manifest),
  TFRECORD(80, "input.tfrecord", () -> List.of(Seeds.tfRecord()), Reader::tfRecord),
  CIFAR(40, "data_batch_1.bin", () -> List.of(Seeds.cifar()), Reader::cifar),
  IMAGE_HEADER(300, "input.png", Seeds::images, Seals::png, Reader::header),
  IMAGE(60, "input.png", Seeds::images, Seals::png, Reader::image),
  SPEC(
      100,
      "",
      () -> Seeds.texts("4@1056", "1@96", "192x256", "224", "stem..cell_0", "folder:a", "digits"),
      Reader::spec),
  SPEC_JSON(100, "", () -> List.of(Seeds.specJson()), Reader::specJson),
  RUN_JSON(8, "run.json", Seeds::runJson, Reader::runJson),
  STATE_JSON(40, "state.json", Seeds::stateJson, Reader::stateJson),
  CONFIG(20, "input.yaml", Seeds::configurations, Reader::configuration),
  CELLS(20, "input.json", Seeds::cells, Reader::cells);

  private static final int INDEX_BLOCK = Seals.tableSize(Seeds.checkpoint().get(0));
  private static final ImageReader IMAGES =
      new ImageReader(8, 8, ResizeMode.STRETCH, new PixelLimit(1_000_000));

  /** How many of a thousand inputs or so are for it. */
  final int share;

  /** The file's name, which an error must tell; empty for what is no file. */
  final String file;

  private final java.util.function.Supplier<List<byte[]>> makeSeeds;
  private final UnaryOperator<byte[]> seal;
  private final Reading reading;

  private interface Reading {
    void read(Path file) throws IOException;
  }

  Reader(
      int share,
      String file,
      java.util.function.Supplier<List<byte[]>> seeds,
      UnaryOperator<byte[]> seal,
      Reading reading) {
    this.share = share;
    this.file = file;
    this.makeSeeds = seeds;
    this.seal = seal;
    this.reading = reading;
  }

  Reader(int share, String file, java.util.function.Supplier<List<byte[]>> seeds, Reading reading) {
    this(share, file, seeds, UnaryOperator.identity(), reading);
  }

  /** Sound inputs. */
  List<byte[]> seeds() {
    return makeSeeds.get();
  }

  /** Whether TensorFlow's own code reads it. */
  boolean isNative() {
    return this == IMAGE || this == CHECKPOINT_INDEX || this == CHECKPOINT_DATA;
  }

  /** The input with right checksums. */
  byte[] sealed(byte[] input) {
    return seal.apply(input);
  }

  /**
   * Reads an input as a user's file.
   *
   * @param folder an own one, for the file
   */
  void read(Path folder, byte[] input) throws IOException {
    Path written = folder.resolve(file.isEmpty() ? "text" : file);
    Files.write(written, input);
    reading.read(written);
  }

  private static void keras(Path file) {
    KerasWeights.read(file, Seeds.NETWORK);
  }

  private static void index(Path file) throws IOException {
    checkpoint(file, "input.data-00000-of-00001", 1);
  }

  private static void data(Path file) throws IOException {
    checkpoint(file, "input.index", 0);
  }

  private static void checkpoint(Path file, String sound, int which) throws IOException {
    Path other = file.resolveSibling(sound);
    if (!Files.exists(other)) {
      Files.write(other, Seeds.checkpoint().get(which));
    }
    WeightsFile.open(file.resolveSibling("input")).load(Seeds.NETWORK);
  }

  private static byte[] sealedIndex(byte[] file) {
    return Seals.table(file, INDEX_BLOCK);
  }

  private static void npz(Path file) {
    Npz.read(file);
  }

  private static void manifest(Path file) throws IOException {
    Manifest.problem(file.getParent());
  }

  private static void tfRecord(Path file) {
    DataSource.parse("tfrecord:" + file);
  }

  private static void cifar(Path file) throws IOException {
    Path test = file.resolveSibling("test_batch.bin");
    if (!Files.exists(test)) {
      Files.write(test, Seeds.cifar());
    }
    DataSource.parse("cifar10:" + file.getParent());
  }

  private static void header(Path file) throws IOException {
    PixelLimit.USUAL.fault(Files.readAllBytes(file));
    ExifOrientation.of(Files.readAllBytes(file));
  }

  private static void image(Path file) throws IOException {
    IMAGES.read(Files.readAllBytes(file), file.toString());
  }

  private static void spec(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<Runnable> all =
        List.of(
            () -> NasNetSpec.of(text),
            () -> ImageSize.of(text),
            () -> LayerRange.of(Seeds.NETWORK, text),
            () -> DataSource.parse(text));
    InvalidInputException refused = null;
    for (Runnable one : all) {
      try {
        one.run();
      } catch (InvalidInputException e) {
        refused = e;
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  private static void specJson(Path file) throws IOException {
    SpecJson.read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
  }

  /** As far as the checkpoint, which there is none of. */
  private static void runJson(Path file) {
    CommandRun run =
        CommandRun.of(
            "export", "--run", file.getParent().toString(), "--out", file + ".none", "--verbose");
    throw refusal(run);
  }

  private static void configuration(Path file) {
    CommandRun run =
        CommandRun.of(
            "train",
            "--print-config",
            "--config",
            file.toString(),
            "--out",
            file + ".none",
            "--verbose");
    if (run.exitCode() != 0) {
      RuntimeException refused = refusal(run);
      // Options that are missing or exclude each other are refused without the file's name.
      throw refused instanceof InvalidInputException
          ? new InvalidInputException(file + ": " + refused.getMessage())
          : refused;
    }
  }

  private static void cells(Path file) {
    CommandRun run = CommandRun.of("summary", "--cell", file.toString(), "--verbose");
    if (run.exitCode() != 0) {
      throw refusal(run);
    }
  }

  private static RuntimeException refusal(CommandRun run) {
    String line = run.err().lines().findFirst().orElse("");
    boolean typed =
        run.err().matches("(?s).*(InvalidInput|IllegalSpec|Failure|Parameter)Exception.*");
    return typed && run.exitCode() == 2
        ? new InvalidInputException(line)
        : new IllegalStateException(run.err());
  }

  private static void stateJson(Path file) throws IOException {
    Path run = file.resolveSibling("run");
    Path checkpoint = Files.createDirectories(run.resolve("checkpoints").resolve("epoch-1"));
    Files.copy(
        file, checkpoint.resolve("state.json"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    new RunFolder(run).best();
  }
}
