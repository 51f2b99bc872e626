package dev.nasnet.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionFoldersTest {
  @TempDir private Path model;

  @ParameterizedTest
  @CsvSource({
    "1 2 10, 10",
    "9 1732400000, 1732400000",
    "1732400000 1732400000123, 1732400000123",
    "1732400000123 1732400000123456, 1732400000123456",
    "999999999999999999 2, 999999999999999999",
    "007 6, 007",
    "2 01, 2"
  })
  void theNewestHasTheLargestNumber(String names, String newest) throws IOException {
    for (String name : names.split(" ")) {
      version(name);
    }
    assertThat(VersionFolders.newest(model)).contains(model.resolve(newest));
    assertThat(VersionFolders.next(model))
        .isEqualTo(model.resolve(Long.toString(Long.parseLong(newest) + 1)));
  }

  @Test
  void onlyANumberedFolderWithAGraphIsAVersion() throws IOException {
    version("3");
    version("4x");
    version("-5");
    version("٧");
    Files.createDirectory(model.resolve("8"));
    assertThat(VersionFolders.newest(model)).contains(model.resolve("3"));
    assertThat(VersionFolders.next(model)).isEqualTo(model.resolve("9"));
  }

  @Test
  void whatHasNoVersionBeginsWithOne() throws IOException {
    assertThat(VersionFolders.newest(model)).isEmpty();
    assertThat(VersionFolders.next(model.resolve("new"))).isEqualTo(model.resolve("new/1"));
  }

  @Test
  void aNumberThatIsTooLongIsRefusedByName() throws IOException {
    version("1");
    version("1732400000123456789");
    assertThatThrownBy(() -> VersionFolders.newest(model))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1732400000123456789")
        .hasMessageContaining("18 digits");
    assertThatThrownBy(() -> VersionFolders.next(model)).isInstanceOf(InvalidInputException.class);
  }

  /** In whatever order the file system lists them. */
  @Test
  void ofEqualNumbersTheFirstByNameIsTheNewest() throws IOException {
    for (int zeros = 0; zeros < 18; zeros++) {
      version("0".repeat(zeros) + "7");
    }
    assertThat(VersionFolders.newest(model)).contains(model.resolve("000000000000000007"));
    assertThat(VersionFolders.next(model)).isEqualTo(model.resolve("8"));
  }

  @Test
  void aFolderWithAGraphIsAVersion() throws IOException {
    version("3");
    assertThat(VersionFolders.isVersion(model.resolve("3"))).isTrue();
    assertThat(VersionFolders.isVersion(model)).isFalse();
    Files.createDirectories(model.resolve("4/saved_model.pb"));
    assertThat(VersionFolders.isVersion(model.resolve("4"))).isFalse();
  }

  private void version(String name) throws IOException {
    Files.writeString(Files.createDirectory(model.resolve(name)).resolve("saved_model.pb"), "");
  }
}
