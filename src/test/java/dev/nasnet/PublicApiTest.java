package dev.nasnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A type becomes public by decision only: docs/api.md lists each. */
class PublicApiTest {
  private static final Pattern ROW = Pattern.compile("\\| `(dev\\.nasnet\\.[\\w.]+)` \\|.*");

  /** Packages whose names say that they are no library: implementation, commands, messages. */
  private static final Pattern NO_LIBRARY =
      Pattern.compile("dev\\.nasnet\\.(internal|cli)(\\..*)?|.*\\.proto");

  @Test
  void everyPublicTypeIsListed() throws IOException {
    assertThat(publicTypes()).isEqualTo(listed());
  }

  private static Set<String> listed() throws IOException {
    Set<String> listed = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("docs/api.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        listed.add(row.group(1));
      }
    }
    return listed;
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
