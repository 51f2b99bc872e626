package dev.nasnet.internal.files;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes the SHA-256 of a sequence of byte arrays, lines of text, streams and files. */
public final class Sha256 {
  private final MessageDigest digest = sha256();

  /** Adds all bytes of an array. */
  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds a line of text in UTF-8, followed by a line feed. */
  public Sha256 add(String line) {
    return add((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds the bytes of a stream up to its end. The stream is not closed.
   *
   * @throws IOException if the stream cannot be read
   */
  public Sha256 add(InputStream stream) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return this;
  }

  /**
   * Adds the content of a file.
   *
   * @throws FailureException if the file cannot be read
   */
  public Sha256 add(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return add(stream);
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns the digest as 64 lowercase hexadecimal digits. No data may be added afterwards. */
  public String hex() {
    return HexFormat.of().formatHex(digest());
  }

  /** The sum so far, 32 bytes. Nothing may be added after. */
  public byte[] digest() {
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new FailureException("This Java has no SHA-256", e);
    }
  }
}
