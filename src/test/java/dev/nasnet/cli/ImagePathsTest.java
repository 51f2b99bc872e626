package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePathsTest {
  @TempDir private Path folder;

  @Test
  void foldersAndGlobsAreSortedAndFilesStayAsGiven() throws IOException {
    for (String name :
        List.of("b.PNG", "a.jpg", "sub/c.gif", "notes.txt", ".hidden.png", "[x].png")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
    assertThat(names(folder.toString())).containsExactly("[x].png", "a.jpg", "b.PNG", "sub/c.gif");
    assertThat(names(folder + "/*.{jpg,PNG}")).containsExactly("a.jpg", "b.PNG");
    assertThat(names(folder + "/[x].png", folder + "/nothing.png"))
        .containsExactly("[x].png", "nothing.png");
    assertThatThrownBy(() -> names(folder + "/*.tiff"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must match a file");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> names(empty.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must hold");
  }

  private List<String> names(String... arguments) {
    return ImagePaths.of(List.of(arguments)).stream()
        .map(path -> folder.relativize(path).toString())
        .toList();
  }
}
