package dev.nasnet.export.bfloat16;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.nasnet.export.graphdef.NodeAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TBfloat16;

/** Constants are rounded as TensorFlow's own cast rounds. */
class Bfloat16Test {
  /** Ties both ways, the carry into the exponent, subnormals, signed zeros, the two infinities. */
  private static final int[] EDGES = {
    0x3f808000,
    0x3f818000,
    0x3f808001,
    0x3f817fff,
    0x3fffffff,
    0xbfffffff,
    0x00000001,
    0x00018000,
    0x80000000,
    0x00000000,
    0x7f7fffff,
    0xff7fffff,
    0x7f800000,
    0xff800000
  };

  @Test
  void roundsAsTensorFlowCasts() {
    float[] values = new float[EDGES.length + 10_000];
    Random random = new Random(7);
    for (int i = 0; i < values.length; i++) {
      float any = Float.intBitsToFloat(random.nextInt());
      values[i] = i < EDGES.length ? Float.intBitsToFloat(EDGES[i]) : Float.isNaN(any) ? 1 : any;
    }
    byte[] expected = new byte[2 * values.length];
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      TBfloat16 cast = tf.dtypes.cast(tf.constant(values), TBfloat16.class).asTensor();
      cast.asRawTensor().data().read(expected);
    }
    ByteBuffer content = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    content.asFloatBuffer().put(values);
    TensorProto floats =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(NodeAttributes.shape(2, values.length / 2))
            .setTensorContent(ByteString.copyFrom(content))
            .build();
    TensorProto found = Bfloat16.of(floats);
    assertThat(found.getDtype()).isEqualTo(DataType.DT_BFLOAT16);
    assertThat(found.getTensorShape()).isEqualTo(floats.getTensorShape());
    assertThat(found.getTensorContent().toByteArray()).isEqualTo(expected);
  }

  @Test
  void whatIsNoNumberStaysNone() {
    for (int bits : new int[] {0x7fc00000, 0x7fffffff, 0xffffffff, 0x7f800001}) {
      float back = Float.intBitsToFloat(Bfloat16.bits(Float.intBitsToFloat(bits)) << 16);
      assertThat(back).isNaN();
    }
  }

  @Test
  void aFieldsLastValueStandsForAllAfterIt() {
    TensorProto floats =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(NodeAttributes.shape(3))
            .addFloatVal(1)
            .addFloatVal(-2)
            .build();
    assertThat(Bfloat16.of(floats).getTensorContent().toByteArray())
        .isEqualTo(new byte[] {(byte) 0x80, 0x3f, 0, (byte) 0xc0, 0, (byte) 0xc0});
  }
}
