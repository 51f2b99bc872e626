package dev.nasnet.internal.hdf5;

import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.DatasetLoader;
import io.jhdf.dataset.NoParent;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayoutMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads float32 datasets with compact, contiguous or chunked storage. */
final class Datasets {
  private static final int MAX_DIMENSIONS = 8;

  private Datasets() {}

  static Hdf5Dataset of(Storage storage, ObjectHeader header) {
    if (!header.hasMessageOfType(DataLayoutMessage.class)) {
      throw new Damage("it is not a dataset");
    }
    Dataset dataset = DatasetLoader.createDataset(storage, header, "", NoParent.INSTANCE);
    List<Integer> shape = shape(dataset);
    long count = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    ByteOrder order = float32(dataset);
    // The limit is checked before any memory is allocated for the values.
    storage.charge(Math.multiplyExact(count, Float.BYTES));
    float[] values = new float[Math.toIntExact(count)];
    if (dataset instanceof ChunkedDataset chunked) {
      new Chunks(chunked, shape, order).readInto(values);
    } else {
      ByteBuffer bytes = ((DatasetBase) dataset).getDataBuffer();
      if (bytes.remaining() < count * Float.BYTES) {
        throw new Damage(
            "its shape %s requires %d bytes, and the file has %d"
                .formatted(shape, count * Float.BYTES, bytes.remaining()));
      }
      bytes.order(order).asFloatBuffer().get(values);
    }
    return new Hdf5Dataset(shape, values);
  }

  private static ByteOrder float32(Dataset dataset) {
    if (dataset.getDataType() instanceof FloatingPoint type && type.getSize() == Float.BYTES) {
      return type.getByteOrder();
    }
    throw new Damage("its values are not float32");
  }

  private static List<Integer> shape(Dataset dataset) {
    long[] dimensions = dataset.getDimensionsAsLong();
    if (dimensions.length > MAX_DIMENSIONS) {
      throw new Damage(
          "it has %d dimensions, more than %d".formatted(dimensions.length, MAX_DIMENSIONS));
    }
    List<Integer> shape = new ArrayList<>();
    for (long dimension : dimensions) {
      if (dimension < 1 || dimension > Integer.MAX_VALUE) {
        throw new Damage("a dimension of %d".formatted(dimension));
      }
      shape.add((int) dimension);
    }
    return shape;
  }
}
