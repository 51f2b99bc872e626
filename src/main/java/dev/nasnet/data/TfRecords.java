package dev.nasnet.data;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.nasnet.internal.files.MaskedCrc32c;
import dev.nasnet.problem.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.tensorflow.proto.Example;

/**
 * A TFRecord file's examples, one after another, wherever it lies. A record is its length (8 bytes,
 * little-endian), that length's checksum (4), a {@code tf.train.Example}, and its checksum (4).
 * Close it.
 */
public final class TfRecords implements AutoCloseable {
  /** The feature that holds an encoded image, one of bytes. */
  public static final String IMAGE = "image/encoded";

  /** The feature that holds its class's index, one int64. */
  public static final String LABEL = "image/class/label";

  private static final int FRAME = 16;

  private final DataInputStream in;
  private final String name;
  private final boolean checked;
  private long left;
  private int number;

  /**
   * @param stream the file from its beginning; closed with this
   * @param length the file's, in bytes: what claims to be longer is not read
   * @param name what errors call it
   * @param checked whether the examples' checksums are to be right
   */
  public TfRecords(InputStream stream, long length, String name, boolean checked) {
    in = new DataInputStream(new BufferedInputStream(stream));
    left = length;
    this.name = name;
    this.checked = checked;
  }

  /**
   * The next example; none at the file's end.
   *
   * @throws InvalidInputException if the file is cut short or damaged, or its record is no example
   * @throws IOException if it cannot be read
   */
  public Optional<Example> next() throws IOException {
    if (left <= 0) {
      return Optional.empty();
    }
    try {
      byte[] record = record();
      Example example = Example.parseFrom(record);
      number++;
      left -= record.length + (long) FRAME;
      return Optional.of(example);
    } catch (EOFException e) {
      throw new InvalidInputException(
          where(number) + " is cut short or no TFRecord; make the file anew");
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException(
          where(number) + " must be a tf.train.Example; make the file anew");
    }
  }

  /** Which file and record the last example was, for a message. */
  public String where() {
    return where(number - 1);
  }

  /** The last example's number in the file, from 0. */
  public int number() {
    return number - 1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private byte[] record() throws IOException {
    long length = left < FRAME ? -1 : Long.reverseBytes(in.readLong());
    if (length < 0 || length > left - FRAME || length > Integer.MAX_VALUE - FRAME) {
      throw new EOFException();
    }
    in.readInt();
    byte[] record = new byte[(int) length];
    in.readFully(record);
    int sum = Integer.reverseBytes(in.readInt());
    if (checked && sum != MaskedCrc32c.of(record)) {
      throw new InvalidInputException(where(number) + " is damaged; make the file anew");
    }
    return record;
  }

  private String where(int record) {
    return name + " record " + record;
  }
}
