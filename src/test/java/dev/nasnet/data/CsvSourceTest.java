package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

class CsvSourceTest {
  @TempDir private Path folder;

  @BeforeEach
  void draw() throws IOException {
    for (String name : List.of("a.png", "b.png", "c.png", "sub/d, e.png", "sub/f.png")) {
      BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, name.hashCode());
      Path file = folder.resolve("images").resolve(name);
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
    Files.writeString(folder.resolve("images/bad.png"), "no image");
  }

  private String table(String text) throws IOException {
    Path made = Files.createDirectories(folder.resolve("tables"));
    return "csv:" + Files.writeString(made.resolve("images.csv"), text);
  }

  @Test
  void quotedFieldsAndSplitsAreRead() throws IOException {
    String text =
        table(
            "\uFEFFid,label,path,split\r\n"
                + "1,\"cat, \"\"big\"\"\",../images/a.png,train\r\n"
                + "2,dog,../images/b.png,train\r\n"
                + "3,dog,../images/c.png,val\r\n"
                + "4,dog,\"../images/sub/d, e.png\",test\r\n");
    DataSource source = DataSource.parse(text);
    assertThat(source.classNames()).containsExactly("cat, \"big\"", "dog");
    assertThat(source.counts())
        .containsExactly(new ClassCount("cat, \"big\"", 1, 0), new ClassCount("dog", 1, 1));
    assertThat(source.names(Split.TRAIN)).contains(List.of("../images/a.png", "../images/b.png"));
    DataSource test =
        new DataSourceSpec(text, null, false, 1000)
            .openTest(source.classNames(), skipped -> {}, note -> {})
            .orElseThrow();
    assertThat(test.names(Split.HELD_OUT)).contains(List.of("../images/sub/d, e.png"));
    assertThat(Batches.epochs(source, options(), 0).get(0).labels()).containsExactly(1L);
  }

  private static PipelineOptions options() {
    return new PipelineOptions(Split.HELD_OUT, 2, 4, 4, false, 0, Augmentation.NONE, false, false);
  }

  @Test
  void withoutASplitAShareIsHeldOutOnEachMachineAlike() throws IOException {
    String rows = "file,class\n../images/a.png,x\n../images/b.png,x\n../images/c.png,y\n";
    String text = table(rows + "../images/sub/f.png,y\n");
    LoadOptions half = new LoadOptions(OptionalDouble.of(0.5), LoadOptions.REFUSE);
    DataSource source = DataSource.parse(text, half);
    assertThat(source.size(Split.TRAIN)).isEqualTo(2);
    assertThat(source.size(Split.HELD_OUT)).isEqualTo(2);
    String sum = source.sha256();
    assertThat(DataSource.parse(table(rows + "../images/sub/f.png,x\n"), half).sha256())
        .isNotEqualTo(sum);
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource(
      delimiter = '|',
      value = {
        "path,label;a.png,x;b.png | images.csv) must be a CSV file in UTF-8",
        "path,label;a.png,x;a.png,y | line 3 has the image a.png a second time",
        "path,label;a.png,x;b.png, | line 3 must have a label",
        "path,label,split;a.png,x,train;b.png,y,dev | line 3 must have the split train",
        "path,label;../images/a.png,x;../images/bad.png,y | line 3: ",
        "path,label;../images/a.png,x;nowhere.png,y | line 3: ",
        "name,label;a.png,x | must have one column named path or file or filename or image",
        "path,cat,dog;a.png,1,0 | must have one column named label or class",
        "path,label;../images/a.png,x | must have two or more classes; it has 1"
      })
  void aDamagedRowIsNamedByItsLine(String rows, String message) throws IOException {
    String text = table(rows.replace(";", "\n") + "\n");
    assertThatThrownBy(() -> DataSource.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void badImagesCanBeSkipped() throws IOException {
    List<String> skipped = new ArrayList<>();
    String text = table("path,label\n../images/a.png,x\n../images/bad.png,y\n../images/b.png,y\n");
    DataSource source =
        DataSource.parse(text, new LoadOptions(OptionalDouble.empty(), skipped::add));
    assertThat(skipped).hasSize(1).first().asString().contains("line 3", "bad.png");
    assertThat(source.size(Split.TRAIN)).isEqualTo(2);
  }
}
