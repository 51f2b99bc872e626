package dev.nasnet.export;

import com.google.errorprone.annotations.Immutable;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.export.calibration.Quantizer;
import dev.nasnet.export.checkpoint.CheckpointFolder;
import dev.nasnet.export.frozen.FrozenWriter;
import dev.nasnet.export.keras.KerasArchiveWriter;
import dev.nasnet.export.keras.LegacyHdf5Writer;
import dev.nasnet.export.litert.LiteRtFile;
import dev.nasnet.export.litert.LiteRtOptions;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.onnx.OnnxFile;
import dev.nasnet.export.onnx.OnnxOptions;
import dev.nasnet.export.savedmodel.SavedModelWriter;
import dev.nasnet.export.savedmodel.WeightStorage;
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

/** The formats in which a network can be exported, by the words of {@code --format}. */
public enum Format {
  /** A TF2 object-graph SavedModel: {@code OUT/1}, {@code OUT/2}, …. */
  SAVED_MODEL("saved_model", true, SavedModelWriter::write),
  /** A whole model as a zip, for Keras 3 and tf_keras. */
  KERAS("keras", false, KerasArchiveWriter::write),
  /** A whole model as legacy HDF5, for Keras 3 and tf_keras. */
  H5("h5", false, LegacyHdf5Writer::writeModel),
  /** Weights alone as Keras 3 and tf_keras save them. */
  WEIGHTS_H5("weights.h5", false, KerasArchiveWriter::writeWeights),
  /** Weights alone as legacy HDF5, as the files of {@code keras.applications}. */
  WEIGHTS_LEGACY_H5("weights-legacy.h5", false, LegacyHdf5Writer::writeWeights),
  /** A folder with a TensorFlow checkpoint, keys {@code <layer>/<variable>}. */
  CKPT("ckpt", false, CheckpointFolder::write),
  /** A folder with a TensorFlow checkpoint, keys as TF-slim names its variables. */
  SLIM("slim", false, CheckpointFolder::writeSlim),
  /** A graph with its weights as constants, rewritten for serving: for LiteRT and ONNX. */
  FROZEN("frozen", false, FrozenWriter::write),
  /** An ONNX file, rewritten for serving: for ONNX Runtime and OpenVINO. */
  ONNX("onnx", false, RuntimeFileWriter::writeOnnx),
  /** A LiteRT (TensorFlow Lite) file, rewritten for serving: for phones. */
  LITERT("litert", false, RuntimeFileWriter::writeLiteRt);

  /** The formats that also take a network rewritten for serving. */
  private static final Set<Format> SERVING = Set.of(SAVED_MODEL, FROZEN, ONNX, LITERT);

  private final String word;
  private final boolean versioned;
  private final Writer writer;

  /** Writes a model completely or not at all, and returns the path that was written. */
  @Immutable
  private interface Writer {
    Path write(Path out, ExportModel model) throws IOException;
  }

  Format(String word, boolean versioned, Writer writer) {
    this.word = word;
    this.versioned = versioned;
    this.writer = writer;
  }

  /**
   * {@return the format that a path's name stands for: {@code .keras}, {@code .h5}, {@code
   * .weights.h5}, {@code .ckpt}, {@code .onnx}, {@code .tflite} and {@code .pb}; otherwise a
   * SavedModel's folder}
   *
   * @param out the path to write
   * @throws InvalidInputException if the name ends as files of another kind do, such as {@code
   *     .png}
   */
  public static Format ofName(Path out) {
    return FileEnding.format(out);
  }

  /**
   * {@return the format of a word}
   *
   * @param word the format as {@code --format} takes it, such as {@code saved_model}
   * @throws InvalidInputException if there is no such format; the message lists the formats
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
   * Writes a model completely or not at all.
   *
   * @param out a file that does not exist yet, or the folder of a SavedModel's versions
   * @param model the network, its weights and their description
   * @return the file or folder that was written
   * @throws InvalidInputException if {@code out} exists and is not a folder of versions, the model
   *     was rewritten for serving and the format keeps Keras's layers, or a weight is NaN or
   *     infinite
   * @throws FailureException if the format cannot be written; nothing is left behind then
   */
  public Path write(Path out, ExportModel model) {
    requireWritable(out, model.network() instanceof ServingNetwork);
    model.requireFinite();
    return writeAsIs(out, model);
  }

  /**
   * Writes a model as {@link #write} does, even where weights are NaN or infinite.
   *
   * @param out a file that does not exist yet, or the folder of a SavedModel's versions
   * @param model the network, its weights and their description
   * @return the file or folder that was written
   * @throws InvalidInputException if {@code out} exists and is not a folder of versions, or the
   *     model was rewritten for serving and the format keeps Keras's layers
   * @throws FailureException if the format cannot be written; nothing is left behind then
   */
  public Path writeAsIs(Path out, ExportModel model) {
    requireWritable(out, model.network() instanceof ServingNetwork);
    try {
      return writer.write(out, model);
    } catch (IOException e) {
      throw unwritable(out, e.toString(), e);
    } catch (TensorFlowException e) {
      throw unwritable(out, CheckpointWriter.reason(e), e);
    }
  }

  /**
   * Writes a model as a SavedModel with a chosen storage of its weights, whole or not at all.
   *
   * @param out the folder of the model's versions
   * @param model the network, its weights and their description
   * @param storage whether the weights are variables or constants
   * @return the version's folder
   * @throws InvalidInputException if the storage does not fit the model, or a weight is NaN or
   *     infinite
   * @throws FailureException if it cannot be written; nothing is left behind then
   */
  public static Path writeSavedModel(Path out, ExportModel model, WeightStorage storage) {
    model.requireFinite();
    try {
      return SavedModelWriter.write(out, model, storage);
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
   * @param artefact the network, its weights and their description
   * @param options the layout, the types and the version of the file
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
      return RuntimeFileWriter.writeOnnx(out, artefact, options);
    } catch (IOException e) {
      throw unwritable(out, e.toString(), e);
    }
  }

  /**
   * Writes a model as a LiteRT file of a chosen precision, completely or not at all.
   *
   * @param out a file that does not exist yet
   * @param model the network, its weights and their description
   * @param options the precision of the file
   * @throws InvalidInputException if {@code out} exists or does not end with {@code .tflite}, or
   *     the model does not fit into such a file
   * @throws FailureException if it cannot be written; nothing is left behind then
   */
  public static void writeLiteRt(Path out, ExportModel model, LiteRtOptions options) {
    LITERT.requireWritable(out, model.network() instanceof ServingNetwork);
    try {
      RuntimeFileWriter.writeLiteRt(out, model, options);
    } catch (IOException e) {
      throw unwritable(out, e.toString(), e);
    }
  }

  /**
   * Writes a network in integers as an ONNX or a LiteRT file, completely or not at all. Its
   * provenance has the calibration and what was measured.
   *
   * @param out a file that does not exist yet
   * @param model the same network in float32
   * @param quantizer the integers, and what was measured of them
   * @param options the form of an ONNX file
   * @throws InvalidInputException if this format has no integers, or {@code out} exists or has
   *     another ending than the format's
   * @throws FailureException if it cannot be written; nothing is left behind then
   */
  public void writeIntegers(Path out, ExportModel model, Quantizer quantizer, OnnxOptions options) {
    requireWritable(out, true);
    try {
      if (this == LITERT) {
        RuntimeFileWriter.writeLiteRt(out, model, quantizer);
      } else if (this == ONNX) {
        RuntimeFileWriter.writeOnnx(out, model, quantizer, options);
      } else {
        throw new InvalidInputException(
            "format (%s) must be litert or onnx for integers; give one of them".formatted(word));
      }
    } catch (IOException e) {
      throw unwritable(out, e.toString(), e);
    }
  }

  private static FailureException unwritable(Path out, String why, Exception e) {
    return new FailureException("out (%s) cannot be written: %s".formatted(out, why), e);
  }

  /**
   * Checks the path and the form of a model before the model is made.
   *
   * @param out a file that does not exist yet, or the folder of a SavedModel's versions
   * @param forServing whether the model is rewritten for serving
   * @throws InvalidInputException if {@code out} exists and is not a folder of versions, or {@code
   *     forServing} is set and the format keeps Keras's layers
   */
  public void requireWritable(Path out, boolean forServing) {
    if (!versioned && Files.exists(out)) {
      throw new InvalidInputException(
          "out (%s) exists already and is never overwritten; give another name".formatted(out));
    }
    if (this == ONNX) {
      OnnxFile.requireName(out);
    }
    if (this == LITERT) {
      LiteRtFile.requireName(out);
    }
    if (!SERVING.contains(this) && forServing) {
      throw new InvalidInputException(
          "format (%s) must keep Keras's layers, which serving rewrites do not; omit `optimize`"
              .formatted(word));
    }
  }

  /** Returns the word of {@code --format}. */
  @Override
  public String toString() {
    return word;
  }
}
