package dev.nasnet.trust;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** No code asks what time it is, so that a clock that jumps changes nothing. */
class ClockTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.nasnet");

  /** Two tell what time it is, to people, and go by nothing of it. */
  private static final String TELLERS =
      "dev\\.nasnet\\.(report\\.RunProvenance|tensorboard\\.EventWriter)";

  @Test
  void nobodyAsksTheClock() {
    noClasses()
        .that()
        .haveNameNotMatching(TELLERS)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callConstructor(Date.class)
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class)
        .check(ALL);
  }

  /** Times of files lie where a clock jumped. */
  @Test
  void nobodyGoesByTheTimesOfFiles() {
    noClasses()
        .that()
        .haveNameNotMatching(TELLERS)
        .should()
        .callMethod(File.class, "lastModified")
        .orShould()
        .callMethod(
            java.nio.file.Files.class,
            "getLastModifiedTime",
            Path.class,
            java.nio.file.LinkOption[].class)
        .check(ALL);
  }
}
