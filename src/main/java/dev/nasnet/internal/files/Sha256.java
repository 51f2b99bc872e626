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

/** A SHA-256 being gathered over names and contents. */
public final class Sha256 {
  private final MessageDigest digest = sha256();

  /** Adds bytes. */
  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds a line of text. */
  public Sha256 add(String line) {
    return add((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds a file's content.
   *
   * @throws FailureException if it cannot be read
   */
  public Sha256 add(Path file) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return this;
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The sum so far, in 64 hexadecimal digits. Nothing may be added after. */
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
