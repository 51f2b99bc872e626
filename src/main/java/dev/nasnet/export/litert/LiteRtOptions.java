package dev.nasnet.export.litert;

/**
 * The choices of a LiteRT file.
 *
 * @param precision the type of the weights
 */
public record LiteRtOptions(Precision precision) {
  /** Float32 weights. */
  public static final LiteRtOptions STANDARD = new LiteRtOptions(Precision.FLOAT32);

  /** The type of the weights; LiteRT computes in float32, unless a device prefers float16. */
  public enum Precision {
    /** 32 bits. */
    FLOAT32,
    /** 16 bits: half the file. */
    FLOAT16
  }

  boolean isFloat16() {
    return precision == Precision.FLOAT16;
  }
}
