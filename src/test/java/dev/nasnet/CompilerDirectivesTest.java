package dev.nasnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code scripts/sums.directives} names packages that exist. Java passes over a pattern that no
 * class fits, and the commands then take twice the time.
 */
class CompilerDirectivesTest {
  private static final Pattern PACKAGE = Pattern.compile("\"(dev/nasnet/[a-z/]+)/\\*\\.\\*\"");

  @Test
  void eachPatternNamesAPackage() throws IOException {
    String text = Files.readString(Path.of("scripts", "sums.directives"));
    List<String> packages =
        PACKAGE.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
    assertThat(packages).isNotEmpty();
    assertThat(packages)
        .allSatisfy(
            name -> assertThat(Path.of("src", "main", "java", name, "package-info.java")).exists());
  }

  @Test
  void java17HasTheClassOfSha256() {
    assertThat(Object.class.getResource("/sun/security/provider/SHA2.class")).isNotNull();
  }
}
