package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitFoldersTest {
  @TempDir private Path folder;

  private void images(String of, int count) throws IOException {
    Path made = Files.createDirectories(folder.resolve(of));
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, of.hashCode() + i);
      ImageIO.write(image, "png", made.resolve(i + ".png").toFile());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "validation"})
  void eachSplitIsAFolder(String validation) throws IOException {
    images("train/a", 5);
    images("train/b", 3);
    images("train/c", 1);
    images(validation + "/c", 2);
    images("test/b", 1);
    DataSource source = DataSource.parse("folder:" + folder);
    assertThat(source.classNames()).containsExactly("a", "b", "c");
    assertThat(source.counts())
        .containsExactly(
            new ClassCount("a", 5, 0), new ClassCount("b", 3, 0), new ClassCount("c", 1, 2));
    assertThat(source.names(Split.HELD_OUT)).contains(List.of("c/0.png", "c/1.png"));
    DataSourceSpec spec = new DataSourceSpec("folder:" + folder, null, false, 1000);
    DataSource test = spec.openTest(source.classNames(), skipped -> {}, note -> {}).orElseThrow();
    assertThat(test.size(Split.HELD_OUT)).isEqualTo(1);
    assertThat(test.counts().get(1)).isEqualTo(new ClassCount("b", 0, 1));
    assertThatThrownBy(
            () ->
                DataSource.parse(
                    "folder:" + folder,
                    new LoadOptions(OptionalDouble.of(0.3), LoadOptions.REFUSE)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("held-out (0.3) must be omitted");
  }

  @Test
  void withoutValidationAShareOfTheTrainingImagesIsHeldOut() throws IOException {
    images("train/a", 10);
    images("train/b", 10);
    images("test/a", 4);
    DataSource source = DataSource.parse("folder:" + folder);
    assertThat(source.size(Split.TRAIN)).isEqualTo(16);
    assertThat(source.size(Split.HELD_OUT)).isEqualTo(4);
  }

  /** Classes of these names are classes if there are others, or if no folders lie below. */
  @Test
  void otherFoldersAreClasses() throws IOException {
    images("train", 2);
    images("test", 2);
    assertThat(DataSource.parse("folder:" + folder).classNames()).containsExactly("test", "train");
    images("bus/x", 2);
    images("train/x", 2);
    assertThat(DataSource.parse("folder:" + folder).classNames())
        .containsExactly("bus", "test", "train");
  }

  @Test
  void aClassThatIsNotTrainedIsRefused() throws IOException {
    images("train/a", 2);
    images("train/b", 2);
    images("val/ring", 2);
    assertThatThrownBy(() -> DataSource.parse("folder:" + folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has the class ring, which the training data lacks (a, b)");
  }

  @Test
  void validationImagesOfAnotherFolder() throws IOException {
    images("one/a", 4);
    images("one/b", 4);
    images("two/b", 3);
    DataSourceSpec spec =
        new DataSourceSpec("folder:" + folder.resolve("one"), null, false, 1000)
            .withSplits("folder:" + folder.resolve("two"), null);
    DataSource source = spec.open(skipped -> {}, note -> {});
    assertThat(source.counts())
        .containsExactly(new ClassCount("a", 4, 0), new ClassCount("b", 4, 3));
    assertThatThrownBy(() -> spec.withSplits("digits", null).open(skipped -> {}, note -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("digits has held-out images of its own");
  }
}
