package dev.nasnet.internal.hdf5;

import io.jhdf.api.Dataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * How a dataset's floating point numbers are written: IEEE half, single and double precision, and
 * bfloat16. All are read as float32, which holds halves and bfloat16 exactly.
 *
 * @param kind which numbers
 * @param order of the bytes of a number
 */
record FloatFormat(Kind kind, ByteOrder order) {
  private static final int HALF_EXPONENT = 5;
  private static final int BFLOAT16_EXPONENT = 8;
  private static final String BFLOAT16_NAME = "bfloat16";
  private static final String READ = "float16, bfloat16, float32 and float64";

  /** The numbers that are read. */
  enum Kind {
    HALF(Short.BYTES),
    BFLOAT16(Short.BYTES),
    SINGLE(Float.BYTES),
    DOUBLE(Double.BYTES);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * Returns the format of two opaque bytes for a value. The HDF5 library before version 2 has no
   * type for bfloat16, so h5py writes it thus; Keras 3 then names the type in an attribute, except
   * in its legacy files.
   *
   * @param declared the type that the dataset's attribute names; empty if there is no attribute
   */
  static FloatFormat ofOpaquePairs(Optional<String> declared) {
    if (!declared.orElse(BFLOAT16_NAME).equals(BFLOAT16_NAME)) {
      throw new Damage(
          "its values have the type %s, which is none of %s".formatted(declared.get(), READ));
    }
    return new FloatFormat(Kind.BFLOAT16, ByteOrder.LITTLE_ENDIAN);
  }

  static FloatFormat of(Dataset dataset) {
    DataType type = dataset.getDataType();
    if (type instanceof FloatingPoint number) {
      return new FloatFormat(kind(number), number.getByteOrder());
    }
    if (type instanceof FixedPoint whole) {
      throw new Damage(
          "its values are not floating point, but %s%d, as quantised weights are"
              .formatted(whole.isSigned() ? "int" : "uint", Byte.SIZE * whole.getSize()));
    }
    throw new Damage("its values are not floating point");
  }

  private static Kind kind(FloatingPoint type) {
    return switch (type.getSize()) {
      case Float.BYTES -> Kind.SINGLE;
      case Double.BYTES -> Kind.DOUBLE;
      case Short.BYTES ->
          switch (type.getExponentSize()) {
            case HALF_EXPONENT -> Kind.HALF;
            case BFLOAT16_EXPONENT -> Kind.BFLOAT16;
            default -> throw unknown(type);
          };
      default -> throw unknown(type);
    };
  }

  private static Damage unknown(FloatingPoint type) {
    return new Damage(
        "its values are %d-bit floating point numbers with %d bits of exponent, which is none of %s"
            .formatted(Byte.SIZE * type.getSize(), type.getExponentSize(), READ));
  }

  /** The bytes of a number. */
  int bytes() {
    return kind.bytes;
  }

  /**
   * Reads numbers from a buffer's position on.
   *
   * @param values takes them
   * @param at where the first goes
   * @param count how many
   */
  void read(ByteBuffer buffer, float[] values, int at, int count) {
    ByteBuffer bytes = buffer.slice().order(order);
    switch (kind) {
      case SINGLE -> bytes.asFloatBuffer().get(values, at, count);
      case DOUBLE -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = (float) bytes.getDouble(i * Double.BYTES);
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = Float.intBitsToFloat(bytes.getShort(i * Short.BYTES) << Short.SIZE);
        }
      }
      case HALF -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = half(bytes.getShort(i * Short.BYTES));
        }
      }
    }
  }

  /** IEEE binary16: one bit of sign, five of exponent, ten of fraction. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float size =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (fraction + 0x400), exponent - 25);
        };
    return bits < 0 ? -size : size;
  }
}
