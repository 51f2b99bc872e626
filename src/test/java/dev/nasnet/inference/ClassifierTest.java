package dev.nasnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.UnreadableImageException;
import dev.nasnet.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void export() {
    Network network =
        Network.of(NasNetSpec.of("1@96").toBuilder().size(ImageSize.square(32)).classes(3).build());
    model = folder.resolve("model");
    Format.SAVED_MODEL.write(
        model,
        new ExportModel(
            network, Weights.randomBatchNorm(network, 1), List.of("ant", "bee", "cat"), Map.of()));
  }

  @Test
  void classifiesImagesOfEveryFormatAlike() throws IOException {
    try (Classifier classifier = Classifier.open(model)) {
      Path png = image("png", BufferedImage.TYPE_INT_RGB);
      List<Prediction> predictions = classifier.classify(png, 5);
      assertThat(predictions).hasSize(3);
      assertThat(predictions.stream().mapToDouble(Prediction::probability).sum())
          .isCloseTo(1, within(1e-5));
      assertThat(predictions.get(0).label()).isIn("ant", "bee", "cat");
      assertThat(classifier.classify(image("bmp", BufferedImage.TYPE_INT_RGB), 3))
          .isEqualTo(predictions);
      assertThat(classifier.classify(ImageIO.read(png.toFile()), 5)).isEqualTo(predictions);
      assertThat(classifier.classify(image("png", BufferedImage.TYPE_INT_ARGB), 1)).hasSize(1);
      assertThat(classifier.classify(image("jpg", BufferedImage.TYPE_BYTE_GRAY), 1)).hasSize(1);
      assertThat(classifier.classify(image("gif", BufferedImage.TYPE_BYTE_INDEXED), 1)).hasSize(1);
    }
  }

  @Test
  void answersAreTheSameByOneThreadALayer() throws IOException {
    Path png = image("png", BufferedImage.TYPE_INT_RGB);
    try (Classifier usual = Classifier.open(model);
        Classifier apart = Classifier.open(model, PixelLimit.USUAL, new ThreadConfig(2, 1))) {
      assertThat(apart.classify(png, 3)).isEqualTo(usual.classify(png, 3));
    }
    assertThatThrownBy(() -> new ThreadConfig(0, -1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "intra-op-threads (-1) must be at least 0, which suits the network and the machine");
  }

  @Test
  void whatIsNoImageIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no image");
    try (Classifier classifier = Classifier.open(model.resolve("1"))) {
      assertThatThrownBy(() -> classifier.classify(text, 1))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("notes.txt");
      assertThatThrownBy(() -> classifier.classify(folder.resolve("none.png"), 1))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void whatIsNoBundleIsNamed() {
    assertThatThrownBy(() -> Classifier.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be a folder");
  }

  private Path image(String format, int type) throws IOException {
    BufferedImage image = new BufferedImage(50, 41, type);
    for (int y = 0; y < 41; y++) {
      for (int x = 0; x < 50; x++) {
        image.setRGB(x, y, 0xff000000 | (x * 5) << 16 | (y * 6) << 8 | (x * y) % 256);
      }
    }
    Path file = folder.resolve("image" + type + "." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }
}
