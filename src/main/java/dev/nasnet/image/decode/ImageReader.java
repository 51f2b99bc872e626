package dev.nasnet.image.decode;

import dev.nasnet.image.ImageRules;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.files.FileKind;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.UnreadableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Decodes and resizes image files with the ops of {@link ImageOps}. An instance owns a native
 * session and must be closed.
 */
public final class ImageReader implements AutoCloseable {
  private static final int CHANNELS = 3;

  private static final int MOST_BYTES = 1 << 29;

  private final int height;
  private final int width;
  private final ImageRules rules;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TString> encoded;
  private final Operand<TFloat32> image;

  /**
   * Creates a reader with the default pixel limit that stretches images to the network's size.
   *
   * @param height the height of the network's input in pixels
   * @param width the width of the network's input in pixels
   */
  public ImageReader(int height, int width) {
    this(height, width, ResizeMode.STRETCH, PixelLimit.USUAL);
  }

  /**
   * Creates a reader.
   *
   * @param height the height of the network's input in pixels
   * @param width the width of the network's input in pixels
   * @param resize how an image with another aspect ratio is brought to this size
   * @param limit the largest size of an image that is decoded
   */
  public ImageReader(int height, int width, ResizeMode resize, PixelLimit limit) {
    rules = new ImageRules(limit);
    this.height = height;
    this.width = width;
    Ops tf = Ops.create(graph);
    encoded = tf.placeholder(TString.class);
    image = new ImageOps(tf, height, width, resize).image(encoded);
    session = new Session(graph);
  }

  /**
   * Reads an image file, decodes it and resizes it to the network's input size.
   *
   * @param image a JPEG, PNG, BMP or GIF file
   * @return as {@link #read(byte[], String)}
   * @throws InvalidInputException if the path is no file that can be read (pipes and devices are
   *     not opened), the image exceeds the pixel limit, or is a BMP file that TensorFlow decodes to
   *     other colours
   * @throws UnreadableImageException if the content cannot be decoded
   */
  public float[] read(Path image) {
    FileKind.fault(image)
        .ifPresent(
            fault -> {
              throw new InvalidInputException(
                  "image (%s) %s; give a JPEG, PNG, BMP or GIF file".formatted(image, fault));
            });
    try (InputStream stream = Files.newInputStream(image)) {
      return read(stream.readNBytes(MOST_BYTES), image.toString());
    } catch (IOException e) {
      throw new InvalidInputException(
          "image (%s) cannot be read; give a JPEG, PNG, BMP or GIF file".formatted(image));
    }
  }

  /**
   * Decodes an image and resizes it to the network's input size.
   *
   * @param bytes the content of a JPEG, PNG, BMP or GIF file
   * @param name the name of the image in error messages
   * @return {@code height · width · 3} values in row-major order, range −1…1
   * @throws InvalidInputException if the image exceeds the pixel limit, or is a BMP file that
   *     TensorFlow decodes to other colours
   * @throws UnreadableImageException if the content cannot be decoded
   */
  public float[] read(byte[] bytes, String name) {
    rules
        .fault(bytes)
        .ifPresent(
            fault -> {
              throw new InvalidInputException("image (%s) %s".formatted(name, fault));
            });
    try {
      return read(bytes);
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new UnreadableImageException(
          "image (%s) cannot be decoded; give a JPEG, PNG, BMP or GIF file".formatted(name), e);
    }
  }

  private float[] read(byte[] bytes) {
    try (TString tensor = TString.tensorOfBytes(NdArrays.scalarOfObject(bytes));
        Result result = session.runner().feed(encoded, tensor).fetch(image).run()) {
      float[] values = new float[height * width * CHANNELS];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
