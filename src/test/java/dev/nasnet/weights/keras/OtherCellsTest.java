package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keras files of cells that no file of Keras states: followed by the cells that are given. */
class OtherCellsTest {
  private static final Path FOLDER = Path.of("src/test/resources/cells");
  private static final CellSet ODD = CellSet.read(FOLDER.resolve("odd.json"));
  private static final CellSet DARTS = CellSet.read(FOLDER.resolve("darts-v2.txt"));
  private static final CellSet LISTED = CellSet.read(FOLDER.resolve("listed.json"));

  @TempDir Path folder;

  static Stream<NasNetSpec> specs() {
    NasNetSpec tiny =
        NasNetSpec.of("1@96").toBuilder()
            .size(ImageSize.square(33))
            .stemFilters(8)
            .classes(5)
            .dropout(0)
            .build();
    NasNetSpec cifar =
        NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(40).dropout(0).build();
    return Stream.of(
        tiny.toBuilder().cellSet(ODD).build(),
        tiny.toBuilder().cellSet(ODD).cells(3).wiring(Wiring.SKIP).build(),
        tiny.toBuilder().cellSet(DARTS).cells(2).poolPadding(PoolPadding.SAME).build(),
        tiny.toBuilder().cellSet(LISTED).build(),
        tiny.toBuilder().cellSet(inPlace()).cells(2).build(),
        cifar.toBuilder().cellSet(ODD).cells(5).build(),
        cifar.toBuilder().cellSet(LISTED).build());
  }

  /** PNASNet-5 with another row, so that it is not recognised. */
  private static CellSet inPlace() {
    String text = CellSet.PNASNET_5.toJson().toString();
    return CellSet.parse(text.replaceFirst("max_pool_3x3", "average_pool_3x3"));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aFileIsFollowedByItsCells(NasNetSpec spec) throws IOException {
    Network network = Network.of(spec);
    Weights weights = Weights.randomBatchNorm(network, 4);
    for (Format format : List.of(Format.KERAS, Format.H5)) {
      Path file = folder.resolve("model." + format);
      format.write(file, new ExportModel(network, weights, List.of(), Map.of()));
      WeightsFile opened = WeightsFile.open(file, Optional.of(spec.cellSet()));
      NasNetSpec found = opened.describedSpec().orElseThrow();
      assertThat(found.toBuilder().name("same").build())
          .isEqualTo(spec.toBuilder().name("same").build());
      Weights read = opened.load(network).weights();
      for (NamedArray array : weights.arrays()) {
        assertThat(read.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
      }
    }
  }

  @Test
  void otherCellsAreRefusedByTheNameOfALayer() throws IOException {
    NasNetSpec spec = specs().findFirst().orElseThrow();
    Path file = write(spec);
    String text = ODD.toJson().toString();
    CellSet changed = CellSet.parse(text.replaceFirst("max_pool_5x5", "average_pool_5x5"));
    assertThat(changed).isNotEqualTo(ODD);
    refused(file, Optional.of(changed), "of the cells odd: layer normal_right2_", "MaxPooling2D");
    refused(file, Optional.of(DARTS), "of the cells DARTS_V2: layer ", "give the cells of this");
    refused(file, Optional.empty(), "layer ", "give its cells by `cell`");
  }

  @Test
  void cellsThatAreRecognisedNeedNotBeGiven() throws IOException {
    NasNetSpec spec =
        NasNetSpec.of("1@96").toBuilder().size(ImageSize.square(33)).stemFilters(8).build();
    Path file = write(spec);
    for (CellSet cells : List.of(CellSet.NASNET_A, CellSet.PNASNET_5)) {
      assertThat(WeightsFile.open(file, Optional.of(cells)).describedSpec().orElseThrow().cellSet())
          .isEqualTo(CellSet.NASNET_A);
    }
    refused(file, Optional.of(ODD), "of the cells odd: layer ");
  }

  private static void refused(Path file, Optional<CellSet> cells, String... parts) {
    assertThatThrownBy(() -> WeightsFile.open(file, cells))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  private Path write(NasNetSpec spec) throws IOException {
    Network network = Network.of(spec);
    Path file = folder.resolve("model.keras");
    Format.KERAS.write(
        file, new ExportModel(network, Weights.random(network, 1), List.of(), Map.of()));
    return file;
  }
}
