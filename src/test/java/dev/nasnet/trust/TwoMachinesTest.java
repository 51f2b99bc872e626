package dev.nasnet.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * All exports of one network in two JVMs that differ in all that a machine may differ in: the same
 * bytes, nothing of the machine in them, and files of the mode that the user asked for.
 */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
class TwoMachinesTest {
  /** Stands in the folder's name, the user's and their home's. */
  private static final String MARK = "zanzibar";

  /** A run stays on its machine, and tells where --init was read. */
  private static final List<String> OF_THE_MACHINE =
      List.of(
          "run/run.json", "run/checkpoints/epoch-1/run.json", "run/checkpoints/epoch-1/sums.txt");

  /** Java 18 and newer take no charset's name. */
  private static final String CHARSET = Runtime.version().feature() < 18 ? "ISO-8859-1" : "COMPAT";

  /** The natives are unpacked once, whoever's home it seems to be. */
  private static final String CACHE = cache();

  private static final Jvm TURKISH =
      new Jvm(
          List.of(
              "-Duser.language=tr",
              "-Duser.country=TR",
              "-Duser.timezone=" + TimeZone.getDefault().getID(),
              "-D" + Exports.ZONE + "=Asia/Kathmandu",
              "-Dfile.encoding=" + CHARSET,
              "-XX:ActiveProcessorCount=1",
              "-Duser.name=" + MARK,
              "-Duser.home=/home/" + MARK,
              "-Dorg.bytedeco.javacpp.cachedir=" + CACHE),
          Map.of("LC_ALL", "C", "USER", MARK, "HOME", "/home/" + MARK, "TZ", "Asia/Kathmandu"),
          "077");

  private static final Jvm ARABIC =
      new Jvm(
          List.of(
              "-Duser.language=ar",
              "-Duser.country=EG",
              "-Duser.timezone=" + TimeZone.getDefault().getID(),
              "-D" + Exports.ZONE + "=America/St_Johns",
              "-Dfile.encoding=UTF-8",
              "-XX:ActiveProcessorCount=3"),
          Map.of("TZ", "America/St_Johns"),
          "022");

  @TempDir private static Path folder;

  private static Path turkish;
  private static Path arabic;

  private static String cache() {
    try {
      return Loader.getCacheDir().toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void export() throws IOException {
    turkish = folder.resolve(MARK).resolve("out");
    arabic = folder.resolve("elsewhere").resolve("deeper").resolve("out");
    Path one = folder.resolve("one.log");
    Path other = folder.resolve("other.log");
    Process first = TURKISH.start(one, Exports.class, turkish);
    Process second = ARABIC.start(other, Exports.class, arabic);
    assertThat(Jvm.end(first, one)).as(Files.readString(one)).isZero();
    assertThat(Jvm.end(second, other)).as(Files.readString(other)).isZero();
  }

  @Test
  void writeTheSameBytes() throws IOException {
    Map<String, byte[]> one = contents(turkish);
    Map<String, byte[]> other = contents(arabic);
    assertThat(one.keySet()).isEqualTo(other.keySet()).hasSizeGreaterThan(50);
    one.keySet().removeIf(name -> Arrays.equals(one.get(name), other.get(name)));
    assertThat(one.keySet()).isSubsetOf(OF_THE_MACHINE).contains("run/run.json");
  }

  @Test
  void tellNothingOfTheMachine() throws IOException {
    String host = InetAddress.getLocalHost().getHostName();
    List<String> secret = List.of(MARK, host, Path.of("").toAbsolutePath() + "/", "/tmp/");
    // A name of two or three letters is in any file of numbers, by chance.
    List<String> inNumbers = host.length() < 5 ? List.of(MARK, secret.get(2), "/tmp/") : secret;
    Map<String, byte[]> all = contents(turkish);
    all.keySet().removeAll(OF_THE_MACHINE);
    for (var file : all.entrySet()) {
      String text = new String(file.getValue(), StandardCharsets.ISO_8859_1);
      boolean isText = file.getKey().matches(".*\\.(json|txt|csv|html|sha256)");
      List<String> sought = isText ? secret : inNumbers;
      assertThat(sought.stream().filter(text::contains).toList()).as(file.getKey()).isEmpty();
    }
  }

  @Test
  void makeFilesOfTheUsersMode() throws IOException {
    for (Path path : all(turkish)) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      assertThat(mode).as(path.toString()).isIn("rw-------", "rwx------");
    }
    for (Path path : all(arabic)) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
      assertThat(mode).as(path.toString()).isIn("rw-r--r--", "rwxr-xr-x");
    }
  }

  private static List<Path> all(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.toList();
    }
  }

  private static Map<String, byte[]> contents(Path root) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (Path path : all(root)) {
      if (Files.isRegularFile(path)) {
        contents.put(root.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return contents;
  }
}
