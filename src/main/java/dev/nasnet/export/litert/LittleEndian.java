package dev.nasnet.export.litert;

import dev.nasnet.export.numbers.Float16;
import dev.nasnet.problem.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as the bytes of a constant. */
final class LittleEndian {
  private LittleEndian() {}

  static ByteBuffer floats(float[] values) {
    ByteBuffer bytes = allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  static ByteBuffer integers(int[] values) {
    ByteBuffer bytes = allocate(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return bytes;
  }

  /**
   * Rounds to float16.
   *
   * @throws InvalidInputException if a value is beyond the largest of float16
   */
  static ByteBuffer halves(String name, float[] values) {
    short[] halves = Float16.all(name, values);
    ByteBuffer bytes = allocate(halves.length * Short.BYTES);
    bytes.asShortBuffer().put(halves);
    return bytes;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
