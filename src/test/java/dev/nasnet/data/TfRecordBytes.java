package dev.nasnet.data;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.Int64List;

/** TFRecords, written for tests. */
public final class TfRecordBytes {
  private TfRecordBytes() {}

  /** An image with its class's index. */
  public static byte[] example(byte[] image, long label) {
    var bytes = BytesList.newBuilder().addValue(ByteString.copyFrom(image));
    var number = Int64List.newBuilder().addValue(label);
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature("image/encoded", Feature.newBuilder().setBytesList(bytes).build())
                .putFeature("image/class/label", Feature.newBuilder().setInt64List(number).build()))
        .build()
        .toByteArray();
  }

  /** A record of these data, with both checksums. */
  public static byte[] record(byte[] data) {
    var length = java.nio.ByteBuffer.allocate(8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    length.putLong(data.length);
    var out = new ByteArrayOutputStream();
    out.writeBytes(length.array());
    out.writeBytes(masked(length.array()));
    out.writeBytes(data);
    out.writeBytes(masked(data));
    return out.toByteArray();
  }

  /** TFRecord's masked CRC-32C, little-endian. */
  private static byte[] masked(byte[] data) {
    var crc = new java.util.zip.CRC32C();
    crc.update(data);
    int value = (int) crc.getValue();
    int mask = Integer.rotateRight(value, 15) + 0xa282ead8;
    return java.nio.ByteBuffer.allocate(4)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(mask)
        .array();
  }
}
