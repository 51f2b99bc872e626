package dev.nasnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A type becomes public by decision only: docs/api.md lists each. */
class PublicApiTest {
  private static final Pattern ROW = Pattern.compile("\\| `(dev\\.nasnet\\.[\\w.]+)` \\|(.*)\\|");

  /** Packages whose names say that they are no library: implementation, commands, messages. */
  private static final Pattern NO_LIBRARY =
      Pattern.compile("dev\\.nasnet\\.(internal|cli)(\\..*)?|.*\\.proto");

  @Test
  void everyPublicTypeIsListed() throws IOException {
    List<String> listed = rows().map(row -> row.group(1)).toList();
    assertThat(listed).doesNotHaveDuplicates();
    assertThat(publicTypes()).isEqualTo(new TreeSet<>(listed));
  }

  @Test
  void everyPurposeHasWords() throws IOException {
    assertThat(rows())
        .allSatisfy(
            row ->
                assertThat(row.group(2).strip().split("\\s+"))
                    .as(row.group(1))
                    .hasSizeGreaterThan(2));
  }

  private static Stream<MatchResult> rows() throws IOException {
    return Files.readAllLines(Path.of("docs/api.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(Matcher::toMatchResult);
  }

  private static Set<String> publicTypes() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.nasnet")
            .stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> type.isTopLevelClass())
            .filter(type -> !NO_LIBRARY.matcher(type.getPackageName()).matches())
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
