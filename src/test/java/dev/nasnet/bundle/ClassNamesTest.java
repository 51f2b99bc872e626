package dev.nasnet.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassNamesTest {
  @TempDir private Path folder;

  @Test
  void whatEditorsAddIsNoPartOfAName() throws IOException {
    assertThat(read("\uFEFFant\r\nbee \r\nfire ant\r\n\r\n"))
        .containsExactly("ant", "bee", "fire ant");
    assertThat(read("ant\n\nbee\n")).containsExactly("ant", "", "bee");
  }

  @Test
  void slimsNumbersAreNoPartOfAName() throws IOException {
    assertThat(read("0:ant\n1: bee\n2:3:4\n")).containsExactly("ant", "bee", "3:4");
    assertThat(read("16:9\nwide\n")).containsExactly("16:9", "wide");
  }

  @Test
  void numbersThatAreNotInOrderAreRefused() throws IOException {
    for (String text : List.of("1:ant\n2:bee\n", "0:ant\n2:bee\n", "1:ant\n0:bee\n", "0:a\nb\n")) {
      assertThatThrownBy(() -> read(text))
          .as(text)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must begin with");
    }
  }

  @Test
  void anotherEncodingIsNamed() throws IOException {
    Path file = folder.resolve("latin1.txt");
    Files.write(file, "pêche\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ClassNames.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("UTF-8");
    Files.write(file, "ant\n".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> ClassNames.read(file)).hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> ClassNames.read(folder.resolve("none.txt")))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void aBundlesNamesKeepTheirNumbers() throws IOException {
    Files.createDirectory(folder.resolve("assets"));
    assertThat(ClassNames.ofBundle(folder)).isEmpty();
    Files.writeString(folder.resolve(BundleFiles.LABELS), "0:ant\r\n1:bee\r\n");
    assertThat(ClassNames.ofBundle(folder)).containsExactly("0:ant", "1:bee");
  }

  @Test
  void aBundlesIdsAreReadAsItsNames() throws IOException {
    Files.createDirectory(folder.resolve("assets"));
    assertThat(ClassNames.idsOfBundle(folder)).isEmpty();
    Files.writeString(folder.resolve(BundleFiles.CLASS_IDS), "n01440764\nn01443537\n");
    assertThat(ClassNames.idsOfBundle(folder)).containsExactly("n01440764", "n01443537");
    assertThat(ClassNames.ofBundle(folder)).isEmpty();
  }

  @Test
  void aBundlesNamesInAnotherEncodingAreRefused() throws IOException {
    Files.createDirectory(folder.resolve("assets"));
    Path file = folder.resolve(BundleFiles.LABELS);
    Files.write(file, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> ClassNames.ofBundle(folder))
        .isInstanceOf(FailureException.class)
        .hasMessage("labels (%s) must be text in UTF-8; export the model again", file);
  }

  @Test
  void aFileWithoutNamesHasNone() throws IOException {
    assertThat(read("")).isEmpty();
    assertThat(read("\n\n")).isEmpty();
    assertThat(read("\uFEFF")).isEmpty();
  }

  @Test
  void theLineThatIsOutOfOrderIsNamed() throws IOException {
    assertThatThrownBy(() -> read("0:ant\n2:bee\n"))
        .hasMessageContaining(
            "labels.txt) line 2 (2:bee) must begin with 1: as the lines are numbered from 0 in"
                + " order;");
  }

  @Test
  void accentsAreComparedComposed() {
    assertThat(ClassNames.same(List.of("pe\u0302che"), List.of("p\u00eache"))).isTrue();
    assertThat(ClassNames.same(List.of("pêche"), List.of("peche"))).isFalse();
  }

  private List<String> read(String text) throws IOException {
    Path file = folder.resolve("labels.txt");
    Files.writeString(file, text);
    return ClassNames.read(file);
  }
}
