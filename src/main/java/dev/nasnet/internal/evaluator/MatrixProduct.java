package dev.nasnet.internal.evaluator;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A matrix product in float32, in blocks that stay in the processor's cache. Java's second compiler
 * makes vector instructions of {@link #addFour}, which it does only where each row is an array of
 * its own (scripts/sums.directives).
 */
final class MatrixProduct {
  /** Columns at a time: a sum and four rows of this length take 10 KiB. */
  private static final int BLOCK = 512;

  /** Rows of the right matrix at a time: 128 KiB. */
  private static final int DEPTH = 64;

  /** Rows of the left matrix that one task multiplies with them. */
  private static final int GROUP = 16;

  private final float[] left;
  private final float[][] right;
  private final int inner;
  private final int from;
  private final int size;

  private MatrixProduct(float[] left, float[][] right, int from) {
    this.left = left;
    this.right = right;
    this.from = from;
    inner = right.length;
    size = right[0].length;
  }

  /**
   * {@code [rows, inner] · [inner, columns]}, on all processors; the order of a sum does not depend
   * on how many there are.
   */
  static float[] of(float[] left, float[] right, int rows, int inner, int columns) {
    float[] product = new float[Math.multiplyExact(rows, columns)];
    for (int from = 0; from < columns; from += BLOCK) {
      int first = from;
      int end = Math.min(columns, from + BLOCK);
      float[][] block =
          IntStream.range(0, inner)
              .mapToObj(i -> Arrays.copyOfRange(right, i * columns + first, i * columns + end))
              .toArray(float[][]::new);
      MatrixProduct work = new MatrixProduct(left, block, from);
      IntStream.range(0, (rows + GROUP - 1) / GROUP)
          .parallel()
          .forEach(group -> work.rows(group * GROUP, Math.min(rows, (group + 1) * GROUP), product));
    }
    return product;
  }

  private void rows(int first, int end, float[] product) {
    float[][] sums = new float[end - first][size];
    for (int depth = 0; depth < inner; depth += DEPTH) {
      for (int row = first; row < end; row++) {
        add(sums[row - first], row * inner, depth, Math.min(inner, depth + DEPTH));
      }
    }
    int columns = product.length / (left.length / inner);
    for (int row = first; row < end; row++) {
      System.arraycopy(sums[row - first], 0, product, row * columns + from, size);
    }
  }

  private void add(float[] sums, int row, int depth, int end) {
    int i = depth;
    for (; i + 4 <= end; i += 4) {
      addFour(sums, i, row + i);
    }
    for (; i < end; i++) {
      addOne(sums, right[i], left[row + i]);
    }
  }

  private void addFour(float[] sums, int i, int factor) {
    float[] x = right[i];
    float[] y = right[i + 1];
    float[] z = right[i + 2];
    float[] w = right[i + 3];
    float a = left[factor];
    float b = left[factor + 1];
    float c = left[factor + 2];
    float d = left[factor + 3];
    for (int j = 0; j < sums.length; j++) {
      sums[j] = sums[j] + a * x[j] + b * y[j] + c * z[j] + d * w[j];
    }
  }

  private static void addOne(float[] sums, float[] row, float factor) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] = sums[j] + factor * row[j];
    }
  }
}
