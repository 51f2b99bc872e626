package dev.nasnet.internal.hdf5;

import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.DatasetLoader;
import io.jhdf.dataset.NoParent;
import io.jhdf.object.message.DataLayoutMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads floating-point datasets as float32: compact, contiguous or chunked storage. */
final class Datasets {
  private static final int MAX_DIMENSIONS = 8;

  private Datasets() {}

  /** Reads the values of a dataset in the format of its own type. */
  static Hdf5Dataset of(Storage storage, ObjectHeader header) {
    Dataset dataset = dataset(storage, header);
    return of(storage, dataset, FloatFormat.of(dataset));
  }

  /** Reads the values of a dataset in a format that its type does not state. */
  static Hdf5Dataset of(Storage storage, ObjectHeader header, FloatFormat format) {
    // jHDF reads the header again.
    Dataset dataset = storage.showingOpaqueAsText(() -> dataset(storage, header));
    return of(storage, dataset, format);
  }

  private static Dataset dataset(Storage storage, ObjectHeader header) {
    if (!header.hasMessageOfType(DataLayoutMessage.class)) {
      throw new Damage("it is not a dataset");
    }
    return DatasetLoader.createDataset(storage, header, "", NoParent.INSTANCE);
  }

  private static Hdf5Dataset of(Storage storage, Dataset dataset, FloatFormat format) {
    List<Integer> shape = shape(dataset);
    long count = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    // The limit is checked before any memory is allocated for the values.
    storage.charge(Math.multiplyExact(count, Float.BYTES));
    float[] values = new float[Math.toIntExact(count)];
    if (dataset instanceof ChunkedDataset chunked) {
      new Chunks(chunked, shape, format).readInto(values);
    } else {
      ByteBuffer bytes = ((DatasetBase) dataset).getDataBuffer();
      if (bytes.remaining() < count * format.bytes()) {
        throw new Damage(
            "its shape %s requires %d bytes, and the file has %d"
                .formatted(shape, count * format.bytes(), bytes.remaining()));
      }
      format.read(bytes, values, 0, values.length);
    }
    return new Hdf5Dataset(shape, values);
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
