package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.interop.KerasModelFiles;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files of models that Keras and tf_keras wrote around one NASNet: each is read as the same cells
 * with its own head. {@code KerasModelsTest} compares what the networks predict.
 */
class KeptModelsTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void unpack() {
    KerasModelFiles.kept(folder);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "max_pooling.h5, sigmoid.keras, 3, SOFTMAX, MAX",
    "apart.h5, sigmoid.keras, 3, SOFTMAX, AVG",
    "augmented.keras, sigmoid.keras, 3, SOFTMAX, AVG",
    "divided.keras, sigmoid.keras, 3, SOFTMAX, AVG",
    "sequential.keras, sigmoid.keras, 3, SOFTMAX, AVG",
    "sequential.h5, sigmoid.keras, 3, SOFTMAX, AVG",
    "logits.keras, sigmoid.keras, 3, LINEAR, AVG",
    "no_bias.h5, sigmoid.keras, 3, SOFTMAX, AVG",
    "unit_sigmoid.keras, sigmoid.keras, 2, SOFTMAX, AVG",
    "unit_linear.h5, sigmoid.keras, 2, LINEAR, AVG",
    "tf_sigmoid.h5, tf_sigmoid.h5, 3, SIGMOID, MAX",
    "tf_sequential.h5, tf_sequential.keras, 3, SOFTMAX, AVG",
  })
  void theCellsAreThoseOfTheOtherFile(
      String file, String other, int classes, HeadActivation activation, Pooling pooling) {
    WeightsFile opened = WeightsFile.open(folder.resolve(file));
    NasNetSpec spec = opened.describedSpec().orElseThrow();
    assertThat(spec.head()).isEqualTo(new Head.Classifier(classes, activation, pooling));
    assertThat(spec.notation()).isEqualTo("1@96");
    assertThat(spec.size()).hasToString("64x48");
    assertThat(spec.wiring()).isEqualTo(Wiring.SKIP);
    assertThat(spec.stemFilters()).isEqualTo(8);
    Network network = Network.of(spec);
    Weights read = opened.load(network).weights();
    read.requireFit(network);
    assertSame(KerasWeights.read(folder.resolve(file), network), read);
    assertSameCells(read, load(other));
  }

  /** Pixels scaled to 0…1 are an image of −1…1 times a half, plus a half. */
  @Test
  void anotherRangeIsFoldedIntoTheStem() {
    Weights scaled = load("unit_range.h5");
    Weights plain = load("sigmoid.keras");
    float[] kernel = plain.get("stem_conv1/kernel").values();
    float[] folded = scaled.get("stem_conv1/kernel").values();
    float[] means = plain.get("stem_bn1/moving_mean").values();
    float[] shifted = scaled.get("stem_bn1/moving_mean").values();
    double[] sums = new double[8];
    for (int i = 0; i < kernel.length; i++) {
      assertThat(folded[i]).isEqualTo(kernel[i] / 2);
      sums[i % 8] += kernel[i];
    }
    for (int channel = 0; channel < sums.length; channel++) {
      assertThat(shifted[channel]).isEqualTo((float) (means[channel] - sums[channel] / 2));
    }
    assertThat(scaled.get("stem_bn1/gamma").values())
        .isEqualTo(plain.get("stem_bn1/gamma").values());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "divided.keras | the file's model takes pixels of 0 to 255, this network images of -1 to 1",
        "unit_range.h5 | images of -1 to 1, folded into the first convolution",
        "augmented.keras | : skipped, since inference is the same without it",
        "unit_sigmoid.keras | it becomes two classes, of which the second has the unit's"
            + " probability",
        "unit_linear.h5 | layer score (Dense) has one unit: it becomes two classes, of which the"
            + " second has the unit's logit, the first 0",
        "float16.h5 | the file's layers have the type float16: this network computes in float32",
        "mixed_bfloat16.keras | have the type mixed_bfloat16: this network computes in float32",
      })
  void whatIsFollowedInAnotherFormIsReported(String file, String line) {
    WeightsFile opened = WeightsFile.open(folder.resolve(file));
    Network network = Network.of(opened.describedSpec().orElseThrow());
    assertThat(String.join("\n", opened.load(network).report())).contains(line);
  }

  @Test
  void aFileWithoutPeculiaritiesHasNoReport() {
    WeightsFile opened = WeightsFile.open(folder.resolve("sigmoid.keras"));
    assertThat(opened.load(Network.of(opened.describedSpec().orElseThrow())).report()).isEmpty();
    assertThat(opened.kind()).isEqualTo("a Keras file");
    assertThat(opened.files()).containsExactly(folder.resolve("sigmoid.keras"));
  }

  @Test
  void aMissingBiasIsZero() {
    assertThat(load("no_bias.h5").get("predictions/bias").values()).containsExactly(0, 0, 0);
    assertThat(load("unit_linear.h5").get("predictions/bias").values()[0]).isZero();
    assertThat(load("unit_linear.h5").get("predictions/bias").values()[1]).isNotZero();
  }

  /** Weights of 16 bits are those of the wide model, rounded; the two bfloat16 files are equal. */
  @Test
  void halfPrecisionIsRead() {
    for (String file : new String[] {"bfloat16.h5", "bfloat16.keras"}) {
      for (NamedArray array : load(file).arrays()) {
        for (float value : array.values()) {
          assertThat(Float.floatToRawIntBits(value) & 0xffff).isZero();
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden | layer hidden (Dense)",
        "flatten | layer flat (Flatten)",
        "tanh | layer tangens (Dense) has the activation tanh",
        "resizing | layer larger (Resizing)",
        "range | layer doubled (Rescaling) makes -1.00000 to 509",
        "outputs | the model has 2 outputs",
        "training | is called with training=True",
        "rgba | the input (InputLayer) has 4 channels",
        "int8 | has the type int8",
      })
  void whatIsNotFollowedIsRefused(String kind, String message) throws IOException {
    String text = Files.readString(folder.resolve("refused_" + kind + ".json"));
    assertThatThrownBy(() -> KerasModel.read("some.keras", text, Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("weights (some.keras) must be of a NASNet that can be followed: ")
        .hasMessageContaining(message);
  }

  private static Weights load(String file) {
    WeightsFile opened = WeightsFile.open(folder.resolve(file));
    return opened.load(Network.of(opened.describedSpec().orElseThrow())).weights();
  }

  private static void assertSame(Weights found, Weights expected) {
    assertThat(found.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    expected
        .arrays()
        .forEach(array -> assertThat(found.get(array.name()).values()).isEqualTo(array.values()));
  }

  private static void assertSameCells(Weights found, Weights expected) {
    assertThat(found.names()).isEqualTo(expected.names());
    for (NamedArray array : expected.arrays()) {
      if (!array.name().startsWith("predictions/")) {
        assertThat(found.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
      }
    }
  }
}
