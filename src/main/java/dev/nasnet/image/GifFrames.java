package dev.nasnet.image;

import java.nio.ByteBuffer;

/** A GIF's screen and frames; all frames are decoded, though only the first is used. */
final class GifFrames {
  private static final int SCREEN = 6;
  private static final int FIRST_BLOCK = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;

  private final ByteBuffer bytes;
  private long width;
  private long height;
  private long pixels;

  private GifFrames(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** What is told until the end, or until it is no GIF any more. */
  static ImageHeader read(ByteBuffer bytes) {
    GifFrames frames = new GifFrames(bytes);
    frames.width = Short.toUnsignedInt(bytes.getShort(SCREEN));
    frames.height = Short.toUnsignedInt(bytes.getShort(SCREEN + 2));
    int flags = bytes.get(SCREEN + 4);
    bytes.position(Math.min(bytes.limit(), FIRST_BLOCK + colours(flags)));
    while (frames.next()) {
      // It adds up.
    }
    long screen = frames.width * frames.height;
    return new ImageHeader(frames.width, frames.height, Math.max(screen, frames.pixels), 1);
  }

  private boolean next() {
    if (bytes.remaining() < 2) {
      return false;
    }
    int block = bytes.get();
    if (block == EXTENSION) {
      bytes.get();
      return passBlocks();
    }
    return block == IMAGE && bytes.remaining() >= 10 && frame();
  }

  private boolean frame() {
    bytes.getInt(); // Where it stands.
    long across = Short.toUnsignedInt(bytes.getShort());
    long down = Short.toUnsignedInt(bytes.getShort());
    width = Math.max(width, across);
    height = Math.max(height, down);
    pixels += across * down;
    long table = colours(bytes.get());
    bytes.position((int) Math.min(bytes.limit(), bytes.position() + table + 1));
    return passBlocks();
  }

  private boolean passBlocks() {
    while (bytes.hasRemaining()) {
      int length = Byte.toUnsignedInt(bytes.get());
      if (length == 0) {
        return true;
      }
      bytes.position(Math.min(bytes.limit(), bytes.position() + length));
    }
    return false;
  }

  /** The bytes of a table of colours. */
  private static int colours(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (1 + (flags & 7));
  }
}
