package dev.nasnet.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumsTest {
  @TempDir private Path folder;

  /** The CRC-32C of these digits is 0xe3069283 (RFC 3720 and others); masked by hand. */
  @Test
  void theMaskRotatesByFifteenBitsAndAddsTheConstant() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(MaskedCrc32c.of(digits)).isEqualTo(0xc78ab0e5);
    ByteBuffer part = ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII)).position(1);
    assertThat(MaskedCrc32c.of(part)).isEqualTo(0xc78ab0e5);
    assertThat(part.hasRemaining()).isFalse();
  }

  /** The expected digest is the example of FIPS 180-2, appendix B.1. */
  @Test
  void bytesStreamsAndFilesHaveTheSameSha256() throws IOException {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(new Sha256().add(abc).hex()).isEqualTo(expected);
    assertThat(new Sha256().add(new ByteArrayInputStream(abc)).hex()).isEqualTo(expected);
    Path file = Files.write(folder.resolve("abc"), abc);
    assertThat(new Sha256().add(file).hex()).isEqualTo(expected);
    assertThat(new Sha256().add("abc").hex()).isNotEqualTo(expected);
  }
}
