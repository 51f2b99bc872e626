package dev.nasnet.export;

import com.google.protobuf.ByteString;

/**
 * A real image, of which a bundle's warm-up requests are made.
 *
 * @param name what an error calls it
 * @param bytes JPEG, PNG, BMP or GIF
 */
public record Sample(String name, ByteString bytes) {}
