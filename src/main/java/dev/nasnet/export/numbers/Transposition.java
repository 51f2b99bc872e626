package dev.nasnet.export.numbers;

/** Orders of dimensions, changed in tiles, so that large kernels stay in the processor's cache. */
public final class Transposition {
  private static final int TILE = 32;

  private Transposition() {}

  /**
   * Changes the order of a kernel's dimensions from {@code [taps, in, out]} to {@code [out, in,
   * taps]}.
   *
   * @param values row-major; not changed
   * @param taps the length of the first dimension: the pixels of a kernel
   * @param in the length of the second dimension
   * @param out the length of the third dimension
   * @return the transposed values, row-major
   */
  public static float[] ofKernel(float[] values, int taps, int in, int out) {
    float[] turned = new float[values.length];
    for (int tap = 0; tap < taps; tap++) {
      for (int row = 0; row < in; row += TILE) {
        for (int column = 0; column < out; column += TILE) {
          tile(values, turned, new Tile(taps, in, out, tap, row, column));
        }
      }
    }
    return turned;
  }

  /**
   * Transposes a matrix from {@code [rows, columns]} to {@code [columns, rows]}.
   *
   * @param values row-major; not changed
   * @param rows the length of the first dimension
   * @param columns the length of the second dimension
   * @return the transposed values, row-major
   */
  public static float[] of(float[] values, int rows, int columns) {
    return ofKernel(values, 1, rows, columns);
  }

  private record Tile(int taps, int in, int out, int tap, int row, int column) {}

  private static void tile(float[] from, float[] to, Tile tile) {
    int rows = Math.min(tile.in, tile.row + TILE);
    int columns = Math.min(tile.out, tile.column + TILE);
    for (int column = tile.column; column < columns; column++) {
      int source = (tile.tap * tile.in + tile.row) * tile.out + column;
      int target = (column * tile.in + tile.row) * tile.taps + tile.tap;
      for (int row = tile.row; row < rows; row++) {
        to[target] = from[source];
        source += tile.out;
        target += tile.taps;
      }
    }
  }
}
