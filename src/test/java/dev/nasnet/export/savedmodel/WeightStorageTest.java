package dev.nasnet.export.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.rewrite.ServingForm;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.inference.BatchOutput;
import dev.nasnet.inference.BundleVerifier;
import dev.nasnet.inference.Deviation;
import dev.nasnet.inference.ImageModel;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class WeightStorageTest {
  private static final double ROUNDING = 2e-5;

  @TempDir Path folder;

  @Test
  void mobileIsStoredAsConstantsAndLargeAsVariables() {
    assertThat(WeightStorage.bestFor(serving(NasNetSpec.mobile())))
        .isEqualTo(WeightStorage.CONSTANTS);
    assertThat(WeightStorage.bestFor(serving(NasNetSpec.large())))
        .isEqualTo(WeightStorage.VARIABLES);
    assertThat(WeightStorage.bestFor(Network.of(NasNetSpec.mobile())))
        .isEqualTo(WeightStorage.VARIABLES);
  }

  /**
   * One image's probabilities and features come from one run, or from two in a trainable bundle.
   */
  @Test
  void bothStoragesPredictTheSame() throws IOException {
    ExportModel model = model();
    Path constants =
        Format.writeSavedModel(folder.resolve("c"), model.forServing(), WeightStorage.CONSTANTS);
    Path variables =
        Format.writeSavedModel(folder.resolve("v"), model.forServing(), WeightStorage.VARIABLES);
    String data = "variables/variables.data-00000-of-00001";
    assertThat(Files.size(variables.resolve(data)))
        .isGreaterThan(Float.BYTES * model.forServing().weights().names().size() * 3L)
        .isGreaterThan(2 * Files.size(constants.resolve(data)));
    Path plain = Format.SAVED_MODEL.write(folder.resolve("p"), model);
    for (Path version : List.of(constants, variables)) {
      assertThat(BundleVerifier.check(version))
          .extracting(Deviation::output)
          .contains("all_outputs features", "all_outputs logits", "all_outputs probabilities");
      assertThat(BundleVerifier.check(version)).allMatch(one -> one.relative() < ROUNDING);
      BatchOutput expected = outputs(plain);
      BatchOutput found = outputs(version);
      assertThat(found.probabilities().get(0))
          .containsExactly(expected.probabilities().get(0), within());
      assertThat(found.features().get(0)).containsExactly(expected.features().get(0), within());
    }
  }

  @Test
  void storagesThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () -> Format.writeSavedModel(folder.resolve("x"), model(), WeightStorage.CONSTANTS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("storage (constants)");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  private static Offset<Float> within() {
    return Offset.offset((float) ROUNDING);
  }

  private static BatchOutput outputs(Path version) {
    try (ImageModel model = ImageModel.open(version, PixelLimit.USUAL, ThreadConfig.BEST)) {
      float[] image = new float[model.height() * model.width() * 3];
      Random random = new Random(7);
      for (int i = 0; i < image.length; i++) {
        image[i] = 2 * random.nextFloat() - 1;
      }
      return model.predict(List.of(image), true, true);
    }
  }

  private static ExportModel model() {
    NasNetSpec spec =
        NasNetSpec.cifar().toBuilder()
            .notation("1@24")
            .size(ImageSize.square(16))
            .classes(3)
            .build();
    Network network = Network.of(spec);
    return new ExportModel(network, Weights.randomBatchNorm(network, 5), List.of(), Map.of());
  }

  private static LayeredNetwork serving(NasNetSpec spec) {
    Network network = Network.of(spec).forInference();
    Weights weights = Weights.random(network, 1);
    return ServingForm.of(new WeightedNetwork(network, weights)).network();
  }
}
