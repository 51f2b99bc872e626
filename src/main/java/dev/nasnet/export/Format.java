package dev.nasnet.export;

import com.google.errorprone.annotations.Immutable;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.export.checkpoint.CheckpointFolder;
import dev.nasnet.export.frozen.FrozenWriter;
import dev.nasnet.export.keras.KerasArchive;
import dev.nasnet.export.keras.LegacyHdf5;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.onnx.OnnxFile;
import dev.nasnet.export.onnx.OnnxOptions;
import dev.nasnet.export.savedmodel.SavedModelWriter;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.CheckpointWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.tensorflow.exceptions.TensorFlowException;

/** The formats that a network can be exported in, by the words of {@code --format}. */
public enum Format {
  /** A TF2 object-graph SavedModel: {@code OUT/1}, {@code OUT/2}, …. */
  SAVED_MODEL("saved_model", true, SavedModelWriter::write),
  /** A whole model as a zip, for Keras 3 and tf_keras. */
  KERAS("keras", false, KerasArchive::write),
  /** A whole model as legacy HDF5, for Keras 3 and tf_keras. */
  H5("h5", false, LegacyHdf5::writeModel),
  /** Weights alone as Keras 3 and tf_keras save them. */
  WEIGHTS_H5("weights.h5", false, KerasArchive::writeWeights),
  /** Weights alone as legacy HDF5, as the files of {@code keras.applications}. */
  WEIGHTS_LEGACY_H5("weights-legacy.h5", false, LegacyHdf5::writeWeights),
  /** A folder with a TensorFlow checkpoint, keys {@code <layer>/<variable>}. */
  CKPT("ckpt", false, CheckpointFolder::write),
  /** A folder with a TensorFlow checkpoint, keys as TF-slim names its variables. */
  SLIM("slim", false, CheckpointFolder::writeSlim),
  /** A graph with its weights as constants, rewritten for serving: for LiteRT and ONNX. */
  FROZEN("frozen", false, FrozenWriter::write),
  /** An ONNX file, rewritten for serving: for ONNX Runtime and OpenVINO. */
  ONNX("onnx", false, OnnxWriter::write);

  /** Those that need no layers of Keras. */
  private static final Set<Format> SERVING = Set.of(SAVED_MODEL, FROZEN, ONNX);

  private final String word;
  private final boolean versioned;
  private final Writer writer;

  /** Writes an artefact, whole or not at all, and says where it then is. */
  @Immutable
  private interface Writer {
    Path write(Path out, ExportModel artefact) throws IOException;
  }

  Format(String word, boolean versioned, Writer writer) {
    this.word = word;
    this.versioned = versioned;
    this.writer = writer;
  }

  /**
   * The format of a word.
   *
   * @throws InvalidInputException if there is none, naming those there are
   */
  public static Format of(String word) {
    return Arrays.stream(values())
        .filter(format -> format.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "format (%s) must be one of %s".formatted(word, words())));
  }

  private static String words() {
    return Arrays.stream(values()).map(Format::toString).collect(Collectors.joining(", "));
  }

  /**
   * Writes an artefact, whole or not at all.
   *
   * @param out a file that does not exist yet, or the folder of a SavedModel's versions
   * @return what was written
   * @throws InvalidInputException if {@code out} exists and is not to be added to, the artefact was
   *     rewritten for serving and the format is for training on, or a weight is NaN or infinite
   * @throws FailureException if it cannot be written; nothing is left behind then
   */
  public Path write(Path out, ExportModel artefact) {
    requireWritable(out, artefact.network() instanceof ServingNetwork);
    artefact.requireFinite();
    return writeAsIs(out, artefact);
  }

  /**
   * Writes an artefact as {@link #write} does, even where weights are NaN or infinite.
   *
   * @param out as there
   * @return what was written
   * @throws InvalidInputException as there, but for the weights
   * @throws FailureException as there
   */
  public Path writeAsIs(Path out, ExportModel artefact) {
    requireWritable(out, artefact.network() instanceof ServingNetwork);
    try {
      return writer.write(out, artefact);
    } catch (IOException e) {
      throw unwritable(out, e.toString(), e);
    } catch (TensorFlowException e) {
      throw unwritable(out, CheckpointWriter.reason(e), e);
    }
  }

  /**
   * Writes an artefact as an ONNX file of a chosen form, whole or not at all.
   *
   * @param out a file that does not exist yet
   * @return how far float16 is from float32, by output, as a share of the largest value; empty for
   *     a float32 file
   * @throws InvalidInputException if {@code out} exists or does not end with {@code .onnx}, or the
   *     artefact does not fit into such a file
   * @throws FailureException if it cannot be written, or float16 does not hold its values
   */
  public static SortedMap<String, Double> writeOnnx(
      Path out, ExportModel artefact, OnnxOptions options) {
    ONNX.requireWritable(out, artefact.network() instanceof ServingNetwork);
    try {
      return OnnxWriter.write(out, artefact, options);
    } catch (IOException e) {
      throw unwritable(out, e.toString(), e);
    }
  }

  private static FailureException unwritable(Path out, String why, Exception e) {
    return new FailureException("out (%s) cannot be written: %s".formatted(out, why), e);
  }

  /**
   * Refuses what {@link #write} would refuse, before the artefact is made.
   *
   * @param out as there
   * @param forServing whether the artefact is rewritten for serving
   * @throws InvalidInputException as there
   */
  public void requireWritable(Path out, boolean forServing) {
    if (!versioned && Files.exists(out)) {
      throw new InvalidInputException(
          "out (%s) exists already and is never overwritten; give another name".formatted(out));
    }
    if (this == ONNX) {
      OnnxFile.requireName(out);
    }
    if (!SERVING.contains(this) && forServing) {
      throw new InvalidInputException(
          "format (%s) must keep Keras's layers, which serving rewrites do not; leave --optimize"
              .formatted(word));
    }
  }

  /** Its word. */
  @Override
  public String toString() {
    return word;
  }
}
