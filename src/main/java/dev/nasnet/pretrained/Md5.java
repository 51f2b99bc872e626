package dev.nasnet.pretrained;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes the MD5 of files. Keras states no other sum for its weights. */
final class Md5 {
  private Md5() {}

  /**
   * Returns the MD5 of a file as 32 lowercase hexadecimal digits.
   *
   * @throws IOException if the file cannot be read
   */
  static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream stream = Files.newInputStream(file)) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new FailureException("this Java has no MD5", e);
    }
  }
}
