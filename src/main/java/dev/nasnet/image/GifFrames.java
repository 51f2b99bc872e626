package dev.nasnet.image;

import java.nio.ByteBuffer;

/**
 * Reads the size of a GIF's screen and frames. All frames count, because TensorFlow decodes all of
 * them even though only the first is used.
 */
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

  /** Reads the sizes up to the end of the file or to the first byte that is not valid in a GIF. */
  static ImageHeader read(ByteBuffer bytes) {
    GifFrames frames = new GifFrames(bytes);
    frames.width = Short.toUnsignedInt(bytes.getShort(SCREEN));
    frames.height = Short.toUnsignedInt(bytes.getShort(SCREEN + 2));
    int flags = bytes.get(SCREEN + 4);
    bytes.position(Math.min(bytes.limit(), FIRST_BLOCK + colourTableBytes(flags)));
    while (frames.next()) {
      // Each call adds the pixels of a frame.
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
      return skipBlocks();
    }
    return block == IMAGE && bytes.remaining() >= 10 && frame();
  }

  private boolean frame() {
    bytes.getInt(); // The position of the frame on the screen.
    long frameWidth = Short.toUnsignedInt(bytes.getShort());
    long frameHeight = Short.toUnsignedInt(bytes.getShort());
    width = Math.max(width, frameWidth);
    height = Math.max(height, frameHeight);
    pixels += frameWidth * frameHeight;
    long table = colourTableBytes(bytes.get());
    bytes.position((int) Math.min(bytes.limit(), bytes.position() + table + 1));
    return skipBlocks();
  }

  private boolean skipBlocks() {
    while (bytes.hasRemaining()) {
      int length = Byte.toUnsignedInt(bytes.get());
      if (length == 0) {
        return true;
      }
      bytes.position(Math.min(bytes.limit(), bytes.position() + length));
    }
    return false;
  }

  /** Returns the size of a colour table in bytes; 0 if the flags announce none. */
  private static int colourTableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (1 + (flags & 7));
  }
}
