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
    short[] halves = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      halves[i] = Float16.of(values[i]);
      if (!(Math.abs(Float16.value(halves[i])) <= Float16.LARGEST)) {
        throw new InvalidInputException(
            "precision (float16) must hold every weight, but %s has %s, past %s; use float32"
                .formatted(name, values[i], Float16.LARGEST));
      }
    }
    ByteBuffer bytes = allocate(halves.length * Short.BYTES);
    bytes.asShortBuffer().put(halves);
    return bytes;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
