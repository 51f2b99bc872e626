package dev.nasnet.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The lengths and CRC-32C of a checkpoint's files, which reveal damage to any of them. */
final class CheckpointSums {
  private static final String FILE = "sums.txt";
  private static final int BUFFER = 1 << 18;

  private CheckpointSums() {}

  /** Writes a line {@code CRC BYTES NAME} for each file of a folder into {@code sums.txt}. */
  static void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), text(lines(folder)));
  }

  /** Returns the first damage of a checkpoint, if there is any. */
  static Optional<String> problem(Path folder) {
    try {
      List<String> found = lines(folder);
      String written = Files.readString(folder.resolve(FILE), StandardCharsets.ISO_8859_1);
      return text(found).equals(written)
          ? Optional.empty()
          : Optional.of(difference(found, written.lines().toList()));
    } catch (IOException e) {
      return Optional.of("its files cannot be read: " + e);
    }
  }

  private static String difference(List<String> found, List<String> written) {
    return written.stream()
        .filter(line -> !found.contains(line))
        .findFirst()
        .map(line -> line.replaceFirst(".* ", "") + " is not as it was written")
        .orElse(FILE + " is not as it was written");
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static List<String> lines(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (!file.endsWith(FILE)) {
          lines.add("%08x %s %s".formatted(crc(file), Files.size(file), file.getFileName()));
        }
      }
    }
    return lines;
  }

  private static long crc(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (InputStream stream = Files.newInputStream(file)) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        crc.update(buffer, 0, count);
      }
    }
    return crc.getValue();
  }
}
