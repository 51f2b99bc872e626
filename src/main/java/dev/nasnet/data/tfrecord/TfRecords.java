package dev.nasnet.data.tfrecord;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.nasnet.internal.files.MaskedCrc32c;
import dev.nasnet.problem.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.ZipException;
import org.tensorflow.proto.Example;

/**
 * A TFRecord file's examples, one after another, wherever it lies, plain or compressed by GZIP or
 * ZLIB as a whole. A record is its length (8 bytes, little-endian), that length's checksum (4), a
 * {@code tf.train.Example}, and its checksum (4). Close it.
 */
public final class TfRecords implements AutoCloseable {
  /** The feature that holds an encoded image, one of bytes. */
  public static final String IMAGE = "image/encoded";

  /** The feature that holds its class's index, one int64. */
  public static final String LABEL = "image/class/label";

  private static final int FRAME = 16;

  /** The largest length of a record in bytes: an image and its features. */
  private static final long MOST_BYTES = 1L << 30;

  private final DataInputStream in;
  private final TfRecordCompression compression;
  private final String name;
  private long left;
  private int number;
  private byte[] record = {};

  private TfRecords(
      InputStream records, TfRecordCompression compression, long length, String name) {
    in = new DataInputStream(new BufferedInputStream(records));
    this.compression = compression;
    left = compression == TfRecordCompression.NONE ? length : Long.MAX_VALUE;
    this.name = name;
  }

  /**
   * Opens a file; its first bytes tell whether it is compressed.
   *
   * @param stream the file from its beginning; closed with what is returned, or where this fails
   * @param length the file's, in bytes: what claims to be longer is not read
   * @param name what errors call it
   * @return the examples, from the first
   * @throws InvalidInputException if it begins as a compressed file and is none
   * @throws IOException if it cannot be read
   */
  public static TfRecords open(InputStream stream, long length, String name) throws IOException {
    BufferedInputStream file = new BufferedInputStream(stream);
    try {
      file.mark(TfRecordCompression.HEAD);
      TfRecordCompression compression =
          TfRecordCompression.of(file.readNBytes(TfRecordCompression.HEAD));
      file.reset();
      return new TfRecords(compression.expanded(file), compression, length, name);
    } catch (IOException e) {
      file.close();
      if (e instanceof ZipException || e instanceof EOFException) {
        throw new InvalidInputException(name + " is damaged; make the file anew");
      }
      throw e;
    }
  }

  /**
   * {@return the next example; none at the file's end}
   *
   * @throws InvalidInputException if the file is cut short or damaged, or its record is no example
   * @throws IOException if it cannot be read
   */
  public Optional<Example> next() throws IOException {
    try {
      if (isAtEnd()) {
        return Optional.empty();
      }
      record = read();
      Example example = Example.parseFrom(record);
      number++;
      left -= record.length + (long) FRAME;
      return Optional.of(example);
    } catch (EOFException e) {
      throw new InvalidInputException(
          where(number) + " is cut short or no TFRecord; make the file anew");
    } catch (ZipException e) {
      throw new InvalidInputException(where(number) + " is damaged; make the file anew");
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException(
          where(number) + " must be a tf.train.Example; make the file anew");
    }
  }

  /** {@return which file and record the last example was, for a message} */
  public String where() {
    return where(number - 1);
  }

  /** {@return the last example's number in the file, from 0} */
  public int number() {
    return number - 1;
  }

  /** How the file is compressed. */
  TfRecordCompression compression() {
    return compression;
  }

  /** The last example's bytes. */
  byte[] record() {
    return record;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean isAtEnd() throws IOException {
    if (compression == TfRecordCompression.NONE) {
      return left <= 0;
    }
    in.mark(1);
    boolean atEnd = in.read() < 0;
    if (!atEnd) {
      in.reset();
    }
    return atEnd;
  }

  private byte[] read() throws IOException {
    if (left < FRAME) {
      throw new EOFException();
    }
    byte[] head = new byte[Long.BYTES];
    in.readFully(head);
    long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    boolean isLength = Integer.reverseBytes(in.readInt()) == MaskedCrc32c.of(head);
    if (!isLength || length < 0 || length > left - FRAME || length > MOST_BYTES) {
      throw new EOFException();
    }
    // Grows as it is read: a compressed file's own length bounds nothing.
    byte[] content = in.readNBytes((int) length);
    if (content.length < length) {
      throw new EOFException();
    }
    if (Integer.reverseBytes(in.readInt()) != MaskedCrc32c.of(content)) {
      throw new InvalidInputException(where(number) + " is damaged; make the file anew");
    }
    return content;
  }

  private String where(int record) {
    return name + " record " + record;
  }
}
