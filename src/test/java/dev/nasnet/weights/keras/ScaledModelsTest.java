package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole models of several sizes and forms, and those that scale their images themselves. */
class ScaledModelsTest {
  private static final NasNetSpec CIFAR =
      NasNetSpec.cifar().toBuilder()
          .notation("1@24")
          .stemFilters(6)
          .size(ImageSize.square(16))
          .build();
  private static final NasNetSpec IMAGENET =
      NasNetSpec.of("1@96").toBuilder().stemFilters(8).size(ImageSize.square(32)).build();

  private static NasNetSpec of(NasNetSpec spec, String cells) {
    Path file = Path.of("src/test/resources/cells").resolve(cells);
    return spec.toBuilder().cellSet(CellSet.read(file)).build();
  }

  /** PNASNet-5 with another row, so that it is not recognised. */
  private static CellSet inPlace() {
    String text = CellSet.PNASNET_5.toJson().toString();
    return CellSet.parse(text.replaceFirst("max_pool_3x3", "average_pool_3x3"));
  }

  static Stream<NasNetSpec> specs() {
    return Stream.of(
        NasNetSpec.large(),
        NasNetSpec.xceptionSized(),
        NasNetSpec.large().toBuilder().stemFilters(32).name("nasnet").build(),
        of(IMAGENET, "odd.json"),
        of(IMAGENET, "odd.json").toBuilder().cells(3).wiring(Wiring.SKIP).build(),
        of(IMAGENET, "darts-v2.txt").toBuilder().cells(2).build(),
        of(IMAGENET, "listed.json"),
        of(CIFAR, "listed.json"),
        of(CIFAR, "odd.json").toBuilder().cells(5).stemFilters(40).build(),
        IMAGENET.toBuilder().cellSet(inPlace()).cells(2).build(),
        CIFAR,
        CIFAR.toBuilder().cells(2).build(),
        CIFAR.toBuilder().dialect(Dialect.ARTICLE).stemFilters(12).cells(3).build(),
        IMAGENET,
        IMAGENET.toBuilder().notation("3@192").wiring(Wiring.SKIP).build(),
        IMAGENET.toBuilder().poolPadding(PoolPadding.SAME).batchNormMomentum(0.9).build(),
        IMAGENET.toBuilder().poolPadding(PoolPadding.TIMM).batchNormEpsilon(0.01).build(),
        IMAGENET.toBuilder().noTop(Pooling.MAX).build(),
        IMAGENET.toBuilder().noTop(Pooling.NONE).build(),
        IMAGENET.toBuilder().classes(3).activation(HeadActivation.SIGMOID).build(),
        NasNetSpec.pnasNetMobile().toBuilder()
            .dropout(0)
            .notation("1@80")
            .stemFilters(8)
            .size(ImageSize.square(32))
            .build(),
        NasNetSpec.pnasNetMobile().toBuilder()
            .dropout(0)
            .notation("2@80")
            .stemFilters(8)
            .size(ImageSize.square(32))
            .build());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("specs")
  void aModelShowsItsNetwork(NasNetSpec spec) {
    KerasModel model =
        KerasModel.read("some.keras", KerasConfigs.text(spec), Optional.of(spec.cellSet()));
    NasNetSpec found = model.spec();
    assertThat(found.toBuilder().name("same").dialect(spec.dialect()).build().notation())
        .isEqualTo(spec.notation());
    assertThat(found.name()).isEqualTo(spec.name());
    assertThat(found.cellSet()).isEqualTo(spec.cellSet());
    assertThat(found.wiring()).isEqualTo(spec.wiring());
    assertThat(found.poolPadding()).isEqualTo(spec.poolPadding());
    assertThat(found.head()).isEqualTo(spec.head());
    assertThat(found.size()).isEqualTo(spec.size());
    assertThat(found.stemFilters()).isEqualTo(spec.stemFilters());
    assertThat(found.batchNormMomentum()).isEqualTo(spec.batchNormMomentum());
    assertThat(found.batchNormEpsilon()).isEqualTo(spec.batchNormEpsilon());
    assertThat(model.notes()).isEmpty();
    assertThat(model.kernelFactor()).isEqualTo(1);
    assertThat(model.remainder()).isZero();
    assertThat(model.classifies()).isEqualTo(spec.classes() > 0);
    assertThat(model.hasBias()).isEqualTo(spec.classes() > 0);
    assertThat(model.layer("stem_conv1").orElseThrow().name()).isEqualTo("stem_conv1");
    assertThat(model.layer("nothing")).isEmpty();
    assertThat(model.layer("predictions").isPresent()).isEqualTo(spec.classes() > 0);
  }

  @Test
  void aSingleUnitIsTwoClasses() {
    for (String activation : List.of("sigmoid", "linear")) {
      JsonObject json = JsonParser.parseString(KerasConfigs.text(CIFAR)).getAsJsonObject();
      JsonObject dense = KerasConfigs.last(json, "Dense").getAsJsonObject("config");
      dense.addProperty("units", 1);
      dense.addProperty("activation", activation);
      dense.addProperty("use_bias", false);
      KerasModel model = KerasConfigs.read(json);
      assertThat(model.isSingleUnit()).isTrue();
      assertThat(model.hasBias()).isFalse();
      assertThat(model.spec().classes()).isEqualTo(2);
      assertThat(model.notes())
          .containsExactly(
              "layer predictions (Dense) has one unit: it becomes two classes, of which the second"
                  + " has the unit's "
                  + (activation.equals("linear") ? "logit, the first 0" : "probability"));
    }
  }

  @Test
  void aSymmetricScaleIsFollowedWithEachStem() {
    String config = "{'name': 'added', 'scale': 0.00784313725490196, 'offset': -1}";
    for (NasNetSpec spec : new NasNetSpec[] {CIFAR, IMAGENET}) {
      KerasModel model =
          KerasConfigs.read(
              KerasConfigs.behindTheImage(KerasConfigs.text(spec), "Rescaling", config));
      assertThat(model.kernelFactor()).isEqualTo(1);
      assertThat(model.remainder()).isZero();
      assertThat(model.notes())
          .containsExactly(
              "layer added (Rescaling): the file's model takes pixels of 0 to 255, this network"
                  + " images of -1 to 1");
    }
  }

  /** The zeros around an image of the stem for CIFAR are not shifted with the image. */
  @Test
  void anotherScaleIsFoldedWhereNoZerosStandAroundTheImage() {
    String config = "{'name': 'added', 'scale': 0.00392156862745098}";
    KerasModel model =
        KerasConfigs.read(
            KerasConfigs.behindTheImage(KerasConfigs.text(IMAGENET), "Rescaling", config));
    assertThat(model.kernelFactor()).isEqualTo(0.5);
    assertThat(model.remainder()).isEqualTo(0.5);
    assertThat(model.notes())
        .singleElement()
        .asString()
        .endsWith(", folded into the first convolution");
    JsonObject cifar = KerasConfigs.behindTheImage(KerasConfigs.text(CIFAR), "Rescaling", config);
    assertThatThrownBy(() -> KerasConfigs.read(cifar))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "layer added (Rescaling) does not scale pixels to -1...1, and cannot be folded into a"
                + " first convolution with padding same");
    String doubled = "{'name': 'added', 'scale': 0.00392156862745098, 'offset': -0.5}";
    KerasModel half =
        KerasConfigs.read(
            KerasConfigs.behindTheImage(KerasConfigs.text(CIFAR), "Rescaling", doubled));
    assertThat(half.kernelFactor()).isEqualTo(0.5);
    assertThat(half.remainder()).isZero();
    assertThat(half.notes())
        .singleElement()
        .asString()
        .endsWith(", folded into the first convolution");
  }

  @Test
  void aLayerThatDoesNothingIsReported() {
    JsonObject model =
        KerasConfigs.behindTheImage(
            KerasConfigs.text(CIFAR), "RandomFlip", "{'name': 'added', 'dtype': 'float64'}");
    assertThat(KerasConfigs.read(model).notes())
        .containsExactly(
            "layer added (RandomFlip): skipped, since inference is the same without it",
            "the file's layers have the type float64: this network computes in float32");
  }

  /**
   * Of all networks that the layers suggest, the one that agrees the longest has the difference.
   */
  @Test
  void theNearestNetworkNamesTheDifference() {
    NasNetSpec spec =
        IMAGENET.toBuilder().poolPadding(PoolPadding.TIMM).wiring(Wiring.SKIP).cells(2).build();
    String text = KerasConfigs.text(spec);
    JsonObject model = KerasConfigs.behindTheImage(text, "RandomFlip", "{'name': 'added'}");
    for (JsonElement layer : model.getAsJsonObject("config").getAsJsonArray("layers")) {
      JsonObject config = layer.getAsJsonObject().getAsJsonObject("config");
      if (config.get("name").getAsString().equals("stem_conv1")) {
        config.addProperty("groups", 3);
      }
    }
    refused(model.toString(), "layer stem_conv1 (Conv2D) has groups [3], where NASNet has 1");
  }

  @Test
  void aDescriptionThatIsNoModelIsRefused() {
    refused("{", "must have a sound description of the model (");
    refused("[]", "a part of the description is no JSON object");
    refused("{\"class_name\": \"Sequential\"}", "the model has no layers");
  }

  @Test
  void theImageHasOneSizeAndThreeChannels() {
    refused(ofImages("null, 16, 3"), "the input (InputLayer) has an open height or width");
    refused(ofImages("16, null, 3"), "the input (InputLayer) has an open height or width");
    refused(ofImages("16, 16, 4"), "the input (InputLayer) has 4 channels");
    String open = ofImages("16, 16, null");
    NasNetSpec spec = KerasModel.read("some.keras", open, Optional.empty()).spec();
    assertThat(spec.size()).hasToString("16");
  }

  private static String ofImages(String shape) {
    JsonObject model = JsonParser.parseString(KerasConfigs.text(CIFAR)).getAsJsonObject();
    JsonObject config = KerasConfigs.last(model, "InputLayer").getAsJsonObject("config");
    config.remove("batch_input_shape");
    config.add("batch_shape", JsonParser.parseString("[null, " + shape + "]"));
    return model.toString();
  }

  @Test
  void givenCellsAreNamed() {
    String text = KerasConfigs.text(CIFAR);
    CellSet cells =
        CellSet.parse(
            CellSet.NASNET_A.toJson().toString().replaceFirst("max_pool_3x3", "max_pool_5x5"));
    assertThatThrownBy(() -> KerasModel.read("some.keras", text, Optional.of(cells)))
        .hasMessageStartingWith(
            "weights (some.keras) must be of a network of the cells NASNet-A: layer ")
        .hasMessageEndingWith("; give the cells of this model");
    assertThat(KerasModel.read("a", text, Optional.of(CellSet.PNASNET_5)).spec().cellSet())
        .isEqualTo(CellSet.NASNET_A);
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> KerasModel.read("some.keras", text, Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("weights (some.keras) must ")
        .hasMessageContaining(message);
  }
}
