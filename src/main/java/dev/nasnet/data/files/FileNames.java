package dev.nasnet.data.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

/**
 * File names as the bytes that the file system has, whatever the locale makes of them: a name may
 * hold any bytes, and need not be UTF-8.
 */
public final class FileNames {
  private FileNames() {}

  /**
   * {@return the bytes of a path, made absolute where it is not plain ASCII}
   *
   * @param path any path
   */
  public static byte[] bytes(Path path) {
    String text = path.toString();
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7F) ? ascii(text) : absolute(path);
  }

  /**
   * {@return the paths as a string vector [N], for TensorFlow's file ops}
   *
   * @param tf the ops of the graph
   * @param files the paths, in order
   */
  public static Operand<TString> constant(Ops tf, List<Path> files) {
    byte[][] names = files.stream().map(FileNames::bytes).toArray(byte[][]::new);
    try (TString tensor = TString.tensorOfBytes(NdArrays.vectorOfObjects(names))) {
      return tf.constantOf(tensor);
    }
  }

  /** The last part of a path, or empty where it is not UTF-8. */
  static Optional<String> text(Path path) {
    byte[] all = absolute(path);
    int from = all.length;
    while (from > 0 && all[from - 1] != '/') {
      from--;
    }
    return utf8(ByteBuffer.wrap(all, from, all.length - from));
  }

  /**
   * {@return what identifies a file on every machine: its path within a folder, with slashes, its
   * letters composed (Unicode's NFC), in UTF-8; the bytes as they are where they are not UTF-8}
   *
   * @param folder a folder above the file
   * @param file the file
   */
  public static byte[] within(Path folder, Path file) {
    byte[] all = absolute(file);
    int from = absolute(folder).length + 1;
    return composed(ByteBuffer.wrap(all, from, all.length - from));
  }

  /** The last part of a path in the same form. */
  static byte[] composed(Path path) {
    return path.getParent() == null
        ? composed(ByteBuffer.wrap(absolute(path)))
        : within(path.getParent(), path);
  }

  private static byte[] composed(ByteBuffer name) {
    return utf8(name.duplicate())
        .map(text -> Normalizer.normalize(text, Normalizer.Form.NFC))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .orElseGet(
            () -> {
              byte[] raw = new byte[name.remaining()];
              name.duplicate().get(raw);
              return raw;
            });
  }

  private static Optional<String> utf8(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A path's URI escapes the very bytes of its name. */
  private static byte[] absolute(Path path) {
    byte[] escaped = ascii(path.toUri().getRawPath());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length);
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] == '%') {
        bytes.write(Character.digit(escaped[i + 1], 16) << 4 | Character.digit(escaped[i + 2], 16));
        i += 2;
      } else {
        bytes.write(escaped[i]);
      }
    }
    byte[] all = bytes.toByteArray();
    // A folder's URI ends with a slash.
    int length = all.length > 1 && all[all.length - 1] == '/' ? all.length - 1 : all.length;
    return Arrays.copyOf(all, length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
