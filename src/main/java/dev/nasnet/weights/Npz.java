package dev.nasnet.weights;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's {@code .npz}: a zip of {@code .npy} files, little-endian float32 in row-major order. The
 * same arrays give the same bytes: entries are stored, and all of one time.
 */
public final class Npz {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int PREFIX = MAGIC.length + Short.BYTES;
  private static final int ALIGNMENT = 64;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\), *\\}\\s*");

  /** Not the first moment of the zip format: Java adds the time zone to that. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private Npz() {}

  /**
   * Writes arrays, each under its name.
   *
   * @param stream receives the zip; it is not closed
   * @param arrays the arrays; their names are the names of the entries without {@code .npy}
   * @throws IOException if the stream cannot be written
   */
  public static void write(OutputStream stream, List<NamedArray> arrays) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(stream);
    zip.setMethod(ZipOutputStream.STORED);
    for (NamedArray array : arrays) {
      byte[] content = npy(array);
      CRC32 checksum = new CRC32();
      checksum.update(content);
      ZipEntry entry = new ZipEntry(array.name() + ".npy");
      entry.setSize(content.length);
      entry.setCrc(checksum.getValue());
      entry.setTimeLocal(TIME);
      zip.putNextEntry(entry);
      zip.write(content);
      zip.closeEntry();
    }
    zip.finish();
  }

  /**
   * Reads all arrays.
   *
   * @param file the path of the zip
   * @return the arrays, in the order of the zip
   * @throws FailureException if the file is missing, damaged or holds anything else
   */
  public static List<NamedArray> read(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<NamedArray> arrays = new java.util.ArrayList<>();
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (InputStream in = zip.getInputStream(entry)) {
          arrays.add(array(entry.getName().replaceFirst("\\.npy$", ""), in.readAllBytes()));
        }
      }
      return arrays;
    } catch (IOException | IllegalArgumentException e) {
      throw new FailureException(
          "arrays (%s) cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static byte[] npy(NamedArray array) {
    String shape =
        array.shape().stream().map(size -> size + ",").collect(Collectors.joining(" ", "(", ")"));
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }".formatted(shape);
    int length = PREFIX + header.length() + 1;
    int padding = (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(PREFIX + text.length + Float.BYTES * array.values().length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putShort((short) text.length).put(text);
    bytes.asFloatBuffer().put(array.values());
    return bytes.array();
  }

  private static NamedArray array(String name, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (content.length < PREFIX
        || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException(name + " must be a .npy array of version 1.0");
    }
    int length = Short.toUnsignedInt(bytes.getShort(MAGIC.length));
    if (PREFIX + length > content.length) {
      throw new IllegalArgumentException(name + " is cut short");
    }
    String header = new String(content, PREFIX, length, StandardCharsets.US_ASCII);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " must be little-endian float32, row-major");
    }
    List<Integer> shape =
        Arrays.stream(matcher.group(1).split(","))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .map(Integer::valueOf)
            .toList();
    float[] values = new float[(content.length - PREFIX - length) / Float.BYTES];
    bytes
        .position(PREFIX + length)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return new NamedArray(name, shape, values);
  }
}
