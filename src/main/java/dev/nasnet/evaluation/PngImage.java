package dev.nasnet.evaluation;

import java.util.Base64;

/** An image encoded as PNG. */
public final class PngImage {
  private final byte[] bytes;

  /**
   * Creates an image.
   *
   * @param bytes the bytes of a PNG file
   */
  public PngImage(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** {@return the bytes of the PNG file} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return a URI for HTML pages: {@code data:image/png;base64,…}} */
  public String dataUri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
