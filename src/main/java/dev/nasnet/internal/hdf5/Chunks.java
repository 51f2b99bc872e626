package dev.nasnet.internal.hdf5;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.dataset.chunked.ChunkedDatasetV3;
import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.filter.FletcherChecksumFilter;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A dataset in chunks, as h5py writes it where asked to compress. jHDF finds the chunks; they are
 * unpacked here, since jHDF unpacks whatever a chunk holds, be it a thousand times what it should.
 */
final class Chunks {
  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;
  private static final long MOST_CHUNKS = 1 << 20;
  private static final long MOST_IN_A_CHUNK = 1 << 28;

  private final ChunkedDataset dataset;
  private final List<Integer> shape;
  private final FloatFormat format;
  private final int[] chunk;
  private final int chunkBytes;

  Chunks(ChunkedDataset dataset, List<Integer> shape, FloatFormat format) {
    if (!(dataset instanceof ChunkedDatasetV3)) {
      throw new Damage("its chunks are indexed as libver latest does, which is not read here");
    }
    this.dataset = dataset;
    this.shape = shape;
    this.format = format;
    chunk = dataset.getChunkDimensions();
    chunkBytes = Math.toIntExact(checkedSize() * format.bytes());
  }

  void readInto(float[] values) {
    int[] corner = new int[chunk.length];
    do {
      ByteBuffer raw = dataset.getRawChunkBuffer(corner);
      byte[] bytes = unpacked(raw);
      copy(ByteBuffer.wrap(bytes), corner, values);
    } while (next(corner));
  }

  /** A chunk may stand out over the dataset's end, but not far. */
  private long checkedSize() {
    long size = 1;
    long count = 1;
    long values = 1;
    if (chunk.length != shape.size()) {
      throw new Damage("its chunks have %d dimensions".formatted(chunk.length));
    }
    for (int i = 0; i < chunk.length; i++) {
      if (chunk[i] < 1) {
        throw new Damage("a chunk's dimension of %d".formatted(chunk[i]));
      }
      size = Math.multiplyExact(size, (long) chunk[i]);
      values *= shape.get(i);
      count = Math.multiplyExact(count, (shape.get(i) - 1L) / chunk[i] + 1);
    }
    if (count > MOST_CHUNKS || size > Math.min(MOST_IN_A_CHUNK, Math.max(values, 1 << 16))) {
      throw new Damage("%d chunks of %d values for %s".formatted(count, size, shape));
    }
    return size;
  }

  private byte[] unpacked(ByteBuffer raw) {
    byte[] bytes = new byte[raw.remaining()];
    raw.get(bytes);
    List<PipelineFilterWithData> filters = dataset.getFilters();
    for (int i = filters.size() - 1; i >= 0; i--) {
      PipelineFilterWithData filter = filters.get(i);
      bytes =
          switch (filter.getId()) {
            case DEFLATE -> inflated(bytes);
            case SHUFFLE -> new ByteShuffleFilter().decode(bytes, filter.getFilterData());
            case FLETCHER32 -> new FletcherChecksumFilter().decode(bytes, filter.getFilterData());
            default ->
                throw new Damage("it is packed with %s, not with gzip".formatted(filter.getName()));
          };
    }
    if (bytes.length < chunkBytes) {
      throw new Damage("a chunk has %d bytes instead of %d".formatted(bytes.length, chunkBytes));
    }
    return bytes;
  }

  /** As much as a chunk may hold, a checksum included. */
  private byte[] inflated(byte[] packed) {
    byte[] bytes = new byte[chunkBytes + Integer.BYTES];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      int size = 0;
      int more;
      while (size < bytes.length
          && (more = inflater.inflate(bytes, size, bytes.length - size)) > 0) {
        size += more;
      }
      return java.util.Arrays.copyOf(bytes, size);
    } catch (DataFormatException e) {
      throw new Damage("a chunk is no gzip data");
    } finally {
      inflater.end();
    }
  }

  /** Copies the rows of a chunk that lie within the dataset. */
  private void copy(ByteBuffer from, int[] corner, float[] values) {
    int last = chunk.length - 1;
    int width = Math.min(chunk[last], shape.get(last) - corner[last]);
    int rows = chunkBytes / format.bytes() / chunk[last];
    for (int row = 0; row < rows; row++) {
      int at = place(row, corner);
      if (at >= 0) {
        from.position(row * chunk[last] * format.bytes());
        format.read(from, values, at, width);
      }
    }
  }

  /** Where a chunk's row begins in the dataset; −1 where it stands out. */
  private int place(int row, int[] corner) {
    int last = chunk.length - 1;
    long place = corner[last];
    long stride = shape.get(last);
    int rest = row;
    for (int i = last - 1; i >= 0; i--) {
      int index = corner[i] + rest % chunk[i];
      if (index >= shape.get(i)) {
        return -1;
      }
      place += index * stride;
      stride *= shape.get(i);
      rest /= chunk[i];
    }
    return Math.toIntExact(place);
  }

  private boolean next(int[] corner) {
    for (int i = corner.length - 1; i >= 0; i--) {
      corner[i] += chunk[i];
      if (corner[i] < shape.get(i)) {
        return true;
      }
      corner[i] = 0;
    }
    return false;
  }
}
