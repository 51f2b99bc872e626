package dev.nasnet.export.model;

import com.google.protobuf.ByteString;

/**
 * A real image, of which a bundle's warm-up requests are made.
 *
 * @param name what an error calls it
 * @param bytes JPEG, PNG, BMP or GIF
 */
public record SampleImage(String name, ByteString bytes) {}
