package dev.nasnet.evaluation;

import java.util.Base64;

/** An encoded picture. */
public final class PngImage {
  private final byte[] bytes;

  /**
   * @param bytes of a PNG file
   */
  public PngImage(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** The file's bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The picture within a page: {@code data:image/png;base64,…}. */
  public String dataUri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
