package dev.nasnet.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages sound inputs as files are damaged, and as someone damages them who knows their fields.
 */
final class Mutator {
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    7,
    8,
    0x7F,
    0x80,
    0xFF,
    0x100,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0x80000000L,
    0xFFFFFFFFL,
    0x100000000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1
  };
  private static final int[] SIZES = {1, 2, 4, 8};

  private final List<byte[]> seeds;
  private final Random random;

  /**
   * @param seeds sound inputs
   * @param seed of all choices
   */
  Mutator(List<byte[]> seeds, long seed) {
    this.seeds = seeds;
    random = new Random(seed);
  }

  /** One input, damaged in one place to six. */
  byte[] next() {
    byte[] input = any().clone();
    int times = 1 + random.nextInt(random.nextBoolean() ? 2 : 6);
    for (int i = 0; i < times; i++) {
      input = damaged(input);
    }
    return input;
  }

  private byte[] damaged(byte[] input) {
    if (input.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(input.length);
    int count = 1 + random.nextInt(Math.min(64, input.length - at));
    switch (random.nextInt(10)) {
      case 0, 1 -> input[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> input[at] = (byte) random.nextInt();
      case 3, 4, 5 -> number(input, at);
      case 6 -> {
        return Arrays.copyOf(input, at);
      }
      case 7 -> {
        return joined(Arrays.copyOf(input, at), rest(input, at + count));
      }
      case 8 -> {
        return joined(Arrays.copyOf(input, at + count), rest(input, at));
      }
      default -> {
        byte[] other = any();
        int from = random.nextInt(Math.max(1, other.length));
        return joined(Arrays.copyOf(input, at), rest(other, from));
      }
    }
    return input;
  }

  /** Writes an awkward number over whatever stands there, or moves what stands there a little. */
  private void number(byte[] input, int at) {
    int size = SIZES[random.nextInt(SIZES.length)];
    ByteBuffer field = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    field.put(input, at, Math.min(size, input.length - at));
    long value =
        random.nextInt(3) > 0
            ? NUMBERS[random.nextInt(NUMBERS.length)]
            : field.getLong(0) + random.nextInt(9) - 4;
    byte[] bytes = field.putLong(0, value).array();
    boolean reversed = random.nextInt(4) == 0;
    for (int i = 0; i < size && at + i < input.length; i++) {
      input[at + i] = bytes[reversed ? size - 1 - i : i];
    }
  }

  private byte[] any() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private static byte[] rest(byte[] input, int from) {
    return from >= input.length ? new byte[0] : Arrays.copyOfRange(input, from, input.length);
  }

  /** At most 64 KiB, so that what grows does not go on growing. */
  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, Math.min(1 << 16, first.length + second.length));
    if (all.length > first.length) {
      System.arraycopy(second, 0, all, first.length, all.length - first.length);
    }
    return all;
  }
}
