package dev.nasnet.export.model;

import com.google.protobuf.ByteString;

/**
 * A real image, from which a bundle's warm-up requests are made.
 *
 * @param name the name by which an error message calls the image
 * @param bytes the encoded image: JPEG, PNG, BMP or GIF
 */
public record SampleImage(String name, ByteString bytes) {}
