package dev.nasnet.internal.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Reads the version of this library, which the build writes into a resource. */
public final class ProductVersion {
  private static final String RESOURCE = "version.properties";

  private ProductVersion() {}

  /** Returns the version, such as {@code 0.1.0}; {@code (unknown)} if Maven did not build it. */
  public static String text() {
    Properties properties = new Properties();
    try (InputStream stream = ProductVersion.class.getResourceAsStream(RESOURCE)) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "(unknown)");
  }
}
