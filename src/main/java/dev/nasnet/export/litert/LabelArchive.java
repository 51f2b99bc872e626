package dev.nasnet.export.litert;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The class names as a zip archive behind the model, as LiteRT's metadata has associated files. The
 * offsets in the archive count from the begin of the whole file, as they do where Python's {@code
 * zipfile} appends to a file; the entry is not compressed, since MediaPipe maps it into memory.
 */
final class LabelArchive {
  static final String NAME = "labels.txt";

  /** A month after the earliest time that zip stores: Java adds the time zone to that one. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /** The distance of the offset of the entry from the begin of its central header. */
  private static final int OFFSET_OF_ENTRY = 42;

  /** The length of the record at the end, and the distance of the offset in it. */
  private static final int END = 22;

  private static final int OFFSET_OF_DIRECTORY = 16;

  private LabelArchive() {}

  /**
   * Returns the archive's bytes.
   *
   * @param labels the names in the order of the outputs
   * @param start the place of the archive in the file
   */
  static byte[] of(List<String> labels, int start) {
    byte[] text = (String.join("\n", labels) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      CRC32 crc = new CRC32();
      crc.update(text);
      ZipEntry entry = new ZipEntry(NAME);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(text.length);
      entry.setCrc(crc.getValue());
      entry.setTimeLocal(NO_TIME);
      zip.putNextEntry(entry);
      zip.write(text);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer archive = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    int end = archive.capacity() - END;
    int directory = archive.getInt(end + OFFSET_OF_DIRECTORY);
    archive.putInt(directory + OFFSET_OF_ENTRY, start);
    archive.putInt(end + OFFSET_OF_DIRECTORY, start + directory);
    return archive.array();
  }
}
