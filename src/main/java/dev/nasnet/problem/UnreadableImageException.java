package dev.nasnet.problem;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Signals an encoded image that cannot be decoded. A service should report it as an error of the
 * client, such as HTTP status 400.
 */
public class UnreadableImageException extends InvalidInputException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception for an image.
   *
   * @param message the image and a cure; converted to one printable line by {@link OneLine#of}
   * @param cause the decoder's exception, or null
   */
  public UnreadableImageException(String message, @Nullable Throwable cause) {
    super(message);
    if (cause != null) {
      initCause(cause);
    }
  }
}
