package dev.nasnet.image;

import java.util.Optional;

/**
 * What an encoded image must be before it is decoded, the same for training, scoring and answering:
 * not too large, not of a kind that TensorFlow decodes to other colours, and not of a known format
 * that is not decoded. Whether it can be decoded at all is for the decoder to say.
 *
 * @param limit how large an image may be
 */
public record ImageRules(PixelLimit limit) {
  /**
   * Finds what forbids to decode an image.
   *
   * @param content a JPEG, PNG, BMP or GIF file
   * @return the end of a sentence with what to do, or empty if nothing does
   */
  public Optional<String> fault(byte[] content) {
    return limit
        .fault(content)
        .map(fault -> fault + "; give a smaller one")
        .or(() -> BmpColours.fault(content).map(fault -> fault + "; save it as PNG"))
        .or(() -> ImageFormat.fault(content));
  }
}
