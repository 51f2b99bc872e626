package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weights of a described model, changed so that the network computes what the model does. */
class FollowedContentsTest {
  private static final NasNetSpec SPEC = NasNetSpec.of("1@96");
  private static final NamedArray KERNEL =
      new NamedArray("stem_conv1/kernel", List.of(2, 1, 1, 2), new float[] {1, 2, 3, 5});
  private static final NamedArray MEAN =
      new NamedArray("stem_bn1/moving_mean", List.of(2), new float[] {10, 20});
  private static final NamedArray DENSE =
      new NamedArray("predictions/kernel", List.of(3, 1), new float[] {7, 8, 9});
  private static final NamedArray BIAS =
      new NamedArray("predictions/bias", List.of(1), new float[] {4});
  private static final NamedArray OTHER =
      new NamedArray("stem_bn1/beta", List.of(2), new float[] {1, 1});

  /** The kernel is multiplied, and the mean takes the offset of each channel away. */
  @Test
  void whatIsDoneToImagesIsFoldedIntoTheStem() {
    WeightsReader followed = new FollowedContents(file(), model(0.5, 0.25, false, true));
    assertThat(values(followed, KERNEL)).containsExactly(0.5f, 1, 1.5f, 2.5f);
    assertThat(values(followed, MEAN)).containsExactly(10 - 0.25f * 4, 20 - 0.25f * 7);
    assertThat(values(followed, OTHER)).containsExactly(1, 1);
    assertThat(values(followed, DENSE)).containsExactly(7, 8, 9);
    assertThat(KERNEL.values()).containsExactly(1, 2, 3, 5);
    WeightsReader plain = new FollowedContents(file(), model(1, 0, false, true));
    assertThat(values(plain, KERNEL)).containsExactly(1, 2, 3, 5);
    assertThat(values(plain, MEAN)).containsExactly(10, 20);
    assertThat(plain.shapes()).isEqualTo(file().shapes());
    assertThat(plain.model()).isPresent();
    assertThat(plain.kind()).isEqualTo("some kind");
    assertThat(plain.path()).isEqualTo(Path.of("some.h5"));
    assertThat(plain.namedFor(Network.of(SPEC))).isSameAs(plain);
  }

  /** The first of 1001 classes is the background. */
  @Test
  void theBackgroundIsTakenAway() {
    float[] values = new float[2 * 1001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    float[] bias = Arrays.copyOf(values, 1001);
    NamedArray kernel = new NamedArray("predictions/kernel", List.of(2, 1001), values);
    WeightsReader whole =
        new Files(List.of(kernel, new NamedArray("predictions/bias", List.of(1001), bias), OTHER));
    List<NamedArray> read =
        WithoutBackground.of(whole)
            .read(List.of("predictions/kernel", "predictions/bias", "stem_bn1/beta"));
    assertThat(read)
        .extracting(NamedArray::shape)
        .containsExactly(List.of(2, 1000), List.of(1000), List.of(2));
    for (int i = 0; i < 1000; i++) {
      assertThat(read.get(0).values()[i]).isEqualTo(i + 1);
      assertThat(read.get(0).values()[1000 + i]).isEqualTo(1001 + i + 1);
      assertThat(read.get(1).values()[i]).isEqualTo(i + 1);
    }
    assertThat(read.get(2).values()).containsExactly(1, 1);
  }

  @Test
  void aSingleUnitIsTheSecondOfTwoClasses() {
    WeightsReader followed = new FollowedContents(file(), model(1, 0, true, true));
    assertThat(followed.shapes())
        .containsEntry("predictions/kernel", List.of(3, 2))
        .containsEntry("predictions/bias", List.of(2))
        .containsEntry("stem_bn1/beta", List.of(2));
    assertThat(values(followed, DENSE)).containsExactly(0, 7, 0, 8, 0, 9);
    assertThat(values(followed, BIAS)).containsExactly(0, 4);
    assertThat(followed.read(List.of("predictions/kernel")).get(0).shape()).containsExactly(3, 2);
    assertThat(values(followed, OTHER)).containsExactly(1, 1);
  }

  @Test
  void aClassifierWithoutBiasGetsZeros() {
    Files file =
        new Files(List.of(KERNEL, new NamedArray(DENSE.name(), List.of(1, 3), DENSE.values())));
    WeightsReader followed = new FollowedContents(file, model(1, 0, false, false));
    assertThat(followed.shapes()).containsEntry("predictions/bias", List.of(3));
    List<NamedArray> read = followed.read(List.of("predictions/kernel", "predictions/bias"));
    assertThat(read)
        .extracting(NamedArray::name)
        .containsExactly("predictions/kernel", "predictions/bias");
    assertThat(read.get(1).values()).containsExactly(0, 0, 0);
    assertThat(followed.read(List.of("predictions/kernel"))).hasSize(1);
    WeightsReader headless =
        new FollowedContents(new Files(List.of(KERNEL)), model(1, 0, false, false));
    assertThat(headless.shapes().keySet()).containsExactly("stem_conv1/kernel");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "padding | pool padding zero, this network same, so it predicts other values",
        "epsilon | batch norm epsilon 0.001, this network 0.01, so",
        "size | image size 224, this network 64x48, so",
        "pooling | pooling avg, this network max, so",
        "activation | activation softmax, this network linear, so",
      })
  void aDifferenceIsOneLine(String what, String message) {
    NasNetSpec other = changed(SPEC.toBuilder(), what).build();
    assertThat(differences(SPEC, other))
        .singleElement()
        .asString()
        .startsWith("the model in some.h5 has the " + message);
    assertThat(differences(SPEC, SPEC)).isEmpty();
  }

  private static SpecBuilder changed(SpecBuilder builder, String what) {
    return switch (what) {
      case "padding" -> builder.poolPadding(PoolPadding.SAME);
      case "epsilon" -> builder.batchNormEpsilon(0.01);
      case "size" -> builder.size(new ImageSize(64, 48));
      case "pooling" -> builder.classifierPooling(Pooling.MAX);
      default -> builder.activation(HeadActivation.LINEAR);
    };
  }

  @Test
  void headsAreComparedWhereBothHaveTheSameKind() {
    NasNetSpec average = SPEC.toBuilder().noTop(Pooling.AVG).build();
    NasNetSpec most = SPEC.toBuilder().noTop(Pooling.MAX).build();
    assertThat(differences(average, most))
        .singleElement()
        .asString()
        .contains("has the pooling avg, this network max");
    assertThat(differences(average, average)).isEmpty();
    assertThat(differences(SPEC, most)).isEmpty();
    assertThat(differences(average, SPEC)).isEmpty();
  }

  @Test
  void anotherWiringIsRefused() {
    NasNetSpec skip = SPEC.toBuilder().wiring(Wiring.SKIP).build();
    assertThatThrownBy(() -> differences(skip, SPEC))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "weights (some.h5) must be used with the wiring of their model, skip, not direct;"
                + " give `wiring` skip");
  }

  private static List<String> differences(NasNetSpec file, NasNetSpec asked) {
    KerasModel model = new KerasModel(file, Map.of(), 1, 0, false, true, List.of());
    return DescribedSpec.differences(Path.of("some.h5"), model, asked);
  }

  private static float[] values(WeightsReader reader, NamedArray array) {
    return reader.read(List.of(array.name())).get(0).values();
  }

  private static KerasModel model(
      double factor, double remainder, boolean isSingleUnit, boolean hasBias) {
    return new KerasModel(SPEC, Map.of(), factor, remainder, isSingleUnit, hasBias, List.of());
  }

  private static WeightsReader file() {
    return new Files(List.of(KERNEL, MEAN, DENSE, BIAS, OTHER));
  }

  private record Files(List<NamedArray> arrays) implements WeightsReader {
    @Override
    public String kind() {
      return "some kind";
    }

    @Override
    public Path path() {
      return Path.of("some.h5");
    }

    @Override
    public Map<String, List<Integer>> shapes() {
      Map<String, List<Integer>> shapes = new LinkedHashMap<>();
      arrays.forEach(array -> shapes.put(array.name(), array.shape()));
      return shapes;
    }

    @Override
    public List<NamedArray> read(Collection<String> names) {
      Weights all = Weights.of(arrays);
      return names.stream().map(all::get).toList();
    }
  }
}
