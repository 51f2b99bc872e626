package dev.nasnet.export.bfloat16;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Converts float32 constants to bfloat16: a sign, the same 8 exponent bits, 7 fraction bits. */
final class Bfloat16 {
  private static final int DROPPED = 16;
  private static final int JUST_UNDER_HALF = 0x7fff;
  private static final short NAN = 0x7fc0;

  private Bfloat16() {}

  /** Rounds a float32 tensor to the nearest bfloat16, ties to even. */
  static TensorProto of(TensorProto floats) {
    int count = count(floats.getTensorShape());
    ByteBuffer content = ByteBuffer.allocate(count * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer values =
        floats
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    for (int i = 0; i < count; i++) {
      content.putShort(bits(values.hasRemaining() ? values.get() : field(floats, i)));
    }
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_BFLOAT16)
        .setTensorShape(floats.getTensorShape())
        .setTensorContent(ByteString.copyFrom(content.array()))
        .build();
  }

  /** Returns the upper half of a float, rounded; NaN stays NaN. */
  static short bits(float value) {
    if (Float.isNaN(value)) {
      return NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + JUST_UNDER_HALF + ((bits >>> DROPPED) & 1)) >>> DROPPED);
  }

  /** Returns a value of a small tensor's field, in which the last value repeats to the end. */
  private static float field(TensorProto floats, int index) {
    int known = floats.getFloatValCount();
    return known == 0 ? 0 : floats.getFloatVal(Math.min(index, known - 1));
  }

  private static int count(TensorShapeProto shape) {
    long count =
        shape.getDimList().stream()
            .mapToLong(TensorShapeProto.Dim::getSize)
            .reduce(1, Math::multiplyExact);
    return Math.toIntExact(count);
  }
}
