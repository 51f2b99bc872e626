package dev.nasnet.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.LoadOptions;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.RunFolder;
import dev.nasnet.training.TrainingRun;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java example of docs/guides/transfer-learning.md, with small files in the place of Keras's.
 */
class TransferLearningTest {
  @TempDir Path folder;

  @Test
  void aClassifierIsTrainedOnPublishedFeatures() throws IOException {
    try (SmallStore store = new SmallStore(folder.resolve("keras"))) {
      NasNetSpec spec = SmallStore.SPEC.toBuilder().classes(2).batchNormMomentum(0.9).build();
      Network network = Network.of(spec);
      PretrainedWeights published =
          PretrainedWeights.imagenetForTransfer(spec, DownloadListener.none());
      WeightsFile.Loaded initial =
          WeightsFile.open(published.file()).loadForTransfer(network, Weights.random(network, 0));
      assertThat(initial.fresh()).containsExactly("predictions/kernel", "predictions/bias");
      assertThat(store.requests()).containsExactly("NASNet-small-no-top.h5");

      DataSource photos = DataSource.parse("folder:" + photos(), LoadOptions.STRICT);
      Recipe recipe =
          Recipe.STANDARD.toBuilder()
              .epochs(1)
              .batch(4)
              .tuning(new FineTuning(List.of("stem..cell_3"), 0, false, List.of()))
              .build();
      Path run = folder.resolve("head");
      TrainingRun.builder(network, photos, recipe, run)
          .build()
          .train(initial.weights(), null, recipe.epochs());

      Weights trained = new RunFolder(run).best(network, true).weights();
      for (String name : List.of("stem_conv1/kernel", "stem_bn1/moving_mean")) {
        assertThat(trained.get(name).values()).isEqualTo(initial.weights().get(name).values());
      }
      assertThat(trained.get("predictions/kernel").values())
          .isNotEqualTo(initial.weights().get("predictions/kernel").values());
    }
  }

  private Path photos() throws IOException {
    Path photos = folder.resolve("photos");
    for (int label = 0; label < 2; label++) {
      Path own = Files.createDirectories(photos.resolve("class" + label));
      for (int i = 0; i < 5; i++) {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        image.getGraphics().fillRect(8 * label, 8 * label, 16, 16 - i);
        ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
      }
    }
    return photos;
  }
}
