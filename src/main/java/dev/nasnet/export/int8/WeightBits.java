package dev.nasnet.export.int8;

/** The bits that the integers of weights use. */
public enum WeightBits {
  /** −127…127, for LiteRT, which sums in 32 bits. */
  EIGHT(127),
  /**
   * −64…64, for ONNX: on processors with AVX2 or AVX-512 but without VNNI, ONNX Runtime sums pairs
   * of products in 16 bits, which saturate without a word where weights are larger.
   */
  SEVEN(64);

  private final int limit;

  WeightBits(int limit) {
    this.limit = limit;
  }

  /** Returns the largest magnitude. */
  int limit() {
    return limit;
  }
}
