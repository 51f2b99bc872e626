package dev.nasnet.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the markers of a JPEG and skips the data between them, as libjpeg does. */
final class JpegMarkers {
  private static final int MARK = 0xFF;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int FIRST_FRAME = 0xC0;
  private static final int LAST_FRAME = 0xCF;

  private final ByteBuffer bytes;
  private long width;
  private long height;
  private int scans;

  private JpegMarkers(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Returns the size and the number of scans; empty if there is no frame header. */
  static Optional<ImageHeader> read(ByteBuffer bytes) {
    JpegMarkers markers = new JpegMarkers(bytes.position(2));
    while (markers.next()) {
      // Each call processes a marker.
    }
    return markers.width == 0
        ? Optional.empty()
        : Optional.of(ImageHeader.plane(markers.width, markers.height, markers.scans));
  }

  /** Processes one marker, and returns false at the end. */
  private boolean next() {
    int code = marker();
    if (code == END || bytes.remaining() < 2) {
      return false;
    }
    if (hasContent(code)) {
      int start = bytes.position();
      int length = Short.toUnsignedInt(bytes.getShort());
      if (isFrame(code) && bytes.remaining() >= 5) {
        height = Math.max(height, Short.toUnsignedInt(bytes.getShort(start + 3)));
        width = Math.max(width, Short.toUnsignedInt(bytes.getShort(start + 5)));
      }
      scans += code == SCAN ? 1 : 0;
      bytes.position((int) Math.min(bytes.limit(), start + (long) Math.max(2, length)));
    }
    return true;
  }

  /** Returns the code of the next marker. */
  private int marker() {
    while (bytes.hasRemaining()) {
      if (unsigned() == MARK) {
        int code = MARK;
        while (code == MARK && bytes.hasRemaining()) {
          code = unsigned();
        }
        if (code != 0) {
          return code;
        }
      }
    }
    return END;
  }

  /**
   * Returns whether a marker has content; restart markers and the obsolete marker TEM have none.
   */
  private static boolean hasContent(int code) {
    return code > 0x01 && (code < 0xD0 || code > END);
  }

  /**
   * Returns whether a marker begins a frame. Of the codes in this range, those for Huffman tables,
   * extensions and arithmetic coding tables do not.
   */
  private static boolean isFrame(int code) {
    return code >= FIRST_FRAME
        && code <= LAST_FRAME
        && code != 0xC4
        && code != 0xC8
        && code != 0xCC;
  }

  private int unsigned() {
    return Byte.toUnsignedInt(bytes.get());
  }
}
