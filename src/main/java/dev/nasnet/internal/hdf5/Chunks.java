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
 * Reads a dataset that is stored in chunks, as h5py writes compressed datasets. jHDF locates the
 * chunks. This class decompresses them, because jHDF decompresses all of a chunk's data without a
 * limit, even if that is many times the size of the chunk.
 */
final class Chunks {
  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;
  private static final long MAX_CHUNKS = 1 << 20;
  private static final long MAX_CHUNK_VALUES = 1 << 28;

  private final ChunkedDataset dataset;
  private final List<Integer> shape;
  private final FloatFormat format;
  private final int[] chunk;
  private final int chunkBytes;

  Chunks(ChunkedDataset dataset, List<Integer> shape, FloatFormat format) {
    if (!(dataset instanceof ChunkedDatasetV3)) {
      throw new Damage("its chunk index is that of libver=\"latest\", which is not supported");
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

  /**
   * Returns the number of values in a chunk. A chunk may extend beyond the end of the dataset, but
   * only to a limited extent.
   */
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
    if (count > MAX_CHUNKS || size > Math.min(MAX_CHUNK_VALUES, Math.max(values, 1 << 16))) {
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
                throw new Damage(
                    "its compression is %s, and only gzip is supported"
                        .formatted(filter.getName()));
          };
    }
    if (bytes.length < chunkBytes) {
      throw new Damage("a chunk has %d bytes instead of %d".formatted(bytes.length, chunkBytes));
    }
    return bytes;
  }

  /** Decompresses at most as many bytes as a chunk with its checksum may have. */
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
      throw new Damage("a chunk is not gzip data");
    } finally {
      inflater.end();
    }
  }

  /** Copies the rows of a chunk that are within the dataset. */
  private void copy(ByteBuffer from, int[] corner, float[] values) {
    int last = chunk.length - 1;
    int width = Math.min(chunk[last], shape.get(last) - corner[last]);
    int rows = chunkBytes / format.bytes() / chunk[last];
    for (int row = 0; row < rows; row++) {
      int offset = rowOffset(row, corner);
      if (offset >= 0) {
        from.position(row * chunk[last] * format.bytes());
        format.read(from, values, offset, width);
      }
    }
  }

  /**
   * Returns the offset of a chunk's row in the dataset's values, or −1 for a row beyond its end.
   */
  private int rowOffset(int row, int[] corner) {
    int last = chunk.length - 1;
    long offset = corner[last];
    long stride = shape.get(last);
    int rest = row;
    for (int i = last - 1; i >= 0; i--) {
      int index = corner[i] + rest % chunk[i];
      if (index >= shape.get(i)) {
        return -1;
      }
      offset += index * stride;
      stride *= shape.get(i);
      rest /= chunk[i];
    }
    return Math.toIntExact(offset);
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
