package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.Location.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The layers of each operation, in a cell of stride 1 and in one of stride 2, as the table of
 * docs/cells.md describes them. The image has 12 × 9 pixels, so that the borders of the two sides
 * differ.
 */
class OperationLayersTest {
  private static final int FILTERS = 8;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity | identity | IDENTITY | 1 | 1",
        "convolution_1x1 | conv 1×1 | CONVOLUTION | 1 | 1",
        "convolution_3x3 | conv 3×3 | CONVOLUTION | 3 | 1",
        "convolution_1x3_3x1 | 1×3, 3×1 | CONVOLUTION | 3 | 1",
        "convolution_1x7_7x1 | 1×7, 7×1 | CONVOLUTION | 7 | 1",
        "separable_7x7 | sep 7×7 | CONVOLUTION | 7 | 1",
        "dilated_separable_5x5 | dil 5×5 | CONVOLUTION | 5 | 2",
        "average_pool_2x2 | avg 2×2 | POOL | 2 | 1",
        "max_pool_5x5 | max 5×5 | POOL | 5 | 1",
      })
  void anOperationHasItsWords(
      String word, String label, Operation.Kind kind, int kernel, int dilation) {
    Operation operation = Operation.of(word).orElseThrow();
    assertThat(operation.word()).isEqualTo(word);
    assertThat(operation.label()).isEqualTo(label);
    assertThat(operation.kind()).isEqualTo(kind);
    assertThat(operation.kernel()).isEqualTo(kernel);
    assertThat(operation.dilation()).isEqualTo(dilation);
  }

  @Test
  void anUnknownWordIsNoOperation() {
    assertThat(Operation.of("separable_4x4")).isEmpty();
    assertThat(Operation.all()).hasSize(19).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity | ''",
        "convolution_1x1 | relu, conv 1x1/1 same, norm",
        "convolution_3x3 | relu, conv 3x3/1 same, norm",
        "convolution_1x3_3x1 | relu, conv 1x3/1 same, conv 3x1/1 same, norm",
        "separable_3x3 | relu, sep 3x3/1 same, norm, relu, sep 3x3/1 same, norm",
        "dilated_separable_5x5 | relu, sep 5x5/1 same every 2, norm",
        "average_pool_2x2 | avg 2x2/1 same",
        "max_pool_7x7 | max 7x7/1 same",
      })
  void ofStrideOne(String word, String layers) {
    for (PoolPadding padding : PoolPadding.values()) {
      Network network = network(word, 0, padding);
      assertThat(LayerText.of(branch(network, "cell_0"))).isEqualTo(layers);
      assertThat(shared(network, "cell_0")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity | ZERO | relu, conv 1x1/2 same, norm",
        "convolution_3x3 | ZERO | relu, conv 3x3/2 same, norm",
        "convolution_1x7_7x1 | ZERO | relu, conv 1x7/1 same, conv 7x1/2 same, norm",
        "separable_5x5 | ZERO | relu, pad 1 2 2 2, sep 5x5/2 valid, norm, relu, sep 5x5/1 same,"
            + " norm",
        "separable_5x5 | SAME | relu, sep 5x5/2 same, norm, relu, sep 5x5/1 same, norm",
        "dilated_separable_3x3 | ZERO | relu, avg 1x1/2 same, sep 3x3/1 same, norm",
        "average_pool_2x2 | ZERO | pad 0 0 0 1, avg 2x2/2 valid",
        "average_pool_2x2 | TIMM | pad 0 0 0 1, avg 2x2/2 valid",
        "average_pool_2x2 | SAME | avg 2x2/2 same",
        "max_pool_5x5 | ZERO | pad 1 2 2 2, max 5x5/2 valid",
        "max_pool_5x5 | TIMM | max 5x5/2 same",
        "max_pool_5x5 | SAME | max 5x5/2 same",
      })
  void ofStrideTwo(String word, PoolPadding padding, String layers) {
    Network network = network(word, 0, padding);
    assertThat(LayerText.of(branch(network, "reduce_1"))).isEqualTo(layers);
    assertThat(shared(network, "reduce_1")).isEmpty();
    Layer sum = network.layer("reduction_add_1_reduce_1");
    assertThat(sum.output()).isEqualTo(OutputShape.map(6, 5, 2 * FILTERS));
  }

  /** Pools of 3 × 3 pixels read the current input with one layer of zeros, which they share. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "average_pool_3x3 | 0 | ZERO | pad 0 1 1 1 | avg 3x3/2 valid",
        "average_pool_3x3 | 0 | TIMM | pad 0 1 1 1 | avg 3x3/2 valid",
        "average_pool_3x3 | 0 | SAME | '' | avg 3x3/2 same",
        "max_pool_3x3 | 0 | ZERO | pad 0 1 1 1 | max 3x3/2 valid",
        "max_pool_3x3 | 0 | TIMM | '' | max 3x3/2 same",
        "max_pool_3x3 | 0 | SAME | '' | max 3x3/2 same",
        "average_pool_3x3 | 1 | ZERO | '' | pad 0 1 1 1, avg 3x3/2 valid",
        "max_pool_3x3 | 1 | TIMM | '' | max 3x3/2 same",
      })
  void poolsOfTheCurrentInputShareTheirZeros(
      String word, int state, PoolPadding padding, String shared, String layers) {
    Network network = network(word, state, padding);
    assertThat(LayerText.of(branch(network, "reduce_1"))).isEqualTo(layers);
    List<Layer> zeros = shared(network, "reduce_1");
    assertThat(LayerText.of(zeros)).isEqualTo(shared);
    zeros.forEach(
        layer -> {
          assertThat(layer.name()).isEqualTo("reduction_pad_1_reduce_1");
          assertThat(layer.output()).isEqualTo(OutputShape.map(13, 11, 2 * FILTERS));
          assertThat(branch(network, "reduce_1").get(0).inputs()).containsExactly(layer.name());
        });
  }

  /** The first cell's previous input is the stem's output, here of 5 channels instead of 8. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity | 8 | '' | ''",
        "identity | 5 | relu, conv 1x1/1 same, norm | projection_conv_normal_left1_0",
        "average_pool_3x3 | 8 | avg 3x3/1 same | normal_left1_0",
        "average_pool_3x3 | 5 | avg 3x3/1 same, conv 1x1/1 same, norm |"
            + " projection_bn_normal_left1_0",
        "max_pool_5x5 | 5 | max 5x5/1 same, conv 1x1/1 same, norm | normal_left1_0",
      })
  void aStateOfOtherChannelsIsProjected(String word, int channels, String layers, String name) {
    NasNetSpec spec = spec(word, 1, PoolPadding.ZERO).toBuilder().stemFilters(channels).build();
    List<Layer> branch = branch(Network.of(spec), "cell_0");
    assertThat(LayerText.of(branch)).isEqualTo(layers);
    assertThat(branch.stream().map(Layer::name))
        .containsAll(name.isEmpty() ? List.of() : List.of(name));
    branch.stream()
        .filter(WeightedLayer.class::isInstance)
        .forEach(layer -> assertThat(layer.output()).isEqualTo(OutputShape.map(12, 9, FILTERS)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity | ''",
        "convolution_1x1 | conv_1_#, conv_1_bn_#, drop_path_#",
        "convolution_1x3_3x1 | conv_1_#, conv_2_#, conv_2_bn_#, drop_path_#",
        "separable_3x3 | separable_conv_1_#, separable_conv_1_bn_#, separable_conv_2_#,"
            + " separable_conv_2_bn_#, drop_path_#",
        "dilated_separable_3x3 | separable_conv_1_#, separable_conv_1_bn_#, drop_path_#",
        "max_pool_2x2 | #, drop_path_#",
      })
  void namesFollowKerasScheme(String word, String names) {
    Network network = dropping(word);
    assertThat(names(branch(network, "cell_0"))).isEqualTo(names.replace("#", "normal_left1_0"));
    branch(network, "cell_0").stream()
        .filter(Layer.DropPath.class::isInstance)
        .forEach(layer -> assertThat(((Layer.DropPath) layer).keep()).isEqualTo(0.9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity | projection_conv_#, projection_bn_#",
        "convolution_1x7_7x1 | conv_1_#, conv_2_#, conv_2_bn_#, drop_path_#",
        "separable_5x5 | separable_conv_1_pad_#, separable_conv_1_#, separable_conv_1_bn_#,"
            + " separable_conv_2_#, separable_conv_2_bn_#, drop_path_#",
        "dilated_separable_3x3 | separable_conv_1_skip_#, separable_conv_1_#,"
            + " separable_conv_1_bn_#, drop_path_#",
        "average_pool_5x5 | pad_#, #, drop_path_#",
      })
  void soDoThoseOfStrideTwo(String word, String names) {
    assertThat(names(branch(dropping(word), "reduce_1")))
        .isEqualTo(names.replace("#", "reduction_left1_reduce_1"));
  }

  private static String names(List<Layer> layers) {
    return String.join(
        ", ",
        layers.stream().map(Layer::name).filter(name -> !name.startsWith("activation")).toList());
  }

  private static Network dropping(String word) {
    return Network.of(spec(word, 0, PoolPadding.ZERO).toBuilder().dropPathKeep(0.5).build());
  }

  private static Network network(String word, int state, PoolPadding padding) {
    return Network.of(spec(word, state, padding));
  }

  /** Both cells are one sum: the operation on a state, and the identity of the other one. */
  private static NasNetSpec spec(String word, int state, PoolPadding padding) {
    Cell cell =
        new Cell(
            List.of(
                new Cell.Combination(
                    new Cell.Branch(Operation.of(word).orElseThrow(), state),
                    new Cell.Branch(new IdentityOperation(), 1 - state))),
            List.of(2));
    return NasNetSpec.cifar().toBuilder()
        .cellSet(new CellSet(word, CellSet.Plan.INSERTED, cell, cell))
        .notation("1@" + 4 * FILTERS)
        .stemFilters(FILTERS)
        .size(new ImageSize(12, 9))
        .poolPadding(padding)
        .build();
  }

  private static List<Layer> branch(Network network, String block) {
    return layers(network, block).stream()
        .filter(layer -> layer.location().combination() == 1)
        .filter(layer -> layer.location().side() == Side.LEFT)
        .toList();
  }

  private static List<Layer> shared(Network network, String block) {
    return layers(network, block).stream()
        .filter(layer -> layer.location().role() == Role.POOL_PADDING)
        .toList();
  }

  private static List<Layer> layers(Network network, String block) {
    return network.layers().stream()
        .filter(layer -> layer.location().block().name().equals(block))
        .toList();
  }

  /** Where the channels are equal, only the dialect of the article has a projection. */
  @Test
  void anInputOfEqualChannelsIsAdjustedInOneDialectAlone() {
    NasNetSpec spec = spec("identity", 0, PoolPadding.SAME).toBuilder().cells(2).build();
    for (Dialect dialect : Dialect.values()) {
      Network network = Network.of(spec.toBuilder().dialect(dialect).build());
      List<Layer> adjusting =
          layers(network, "cell_1").stream()
              .filter(layer -> layer.location().role() == Role.ADJUST)
              .toList();
      assertThat(LayerText.of(adjusting))
          .isEqualTo(dialect == Dialect.ARTICLE ? "relu, conv 1x1/1 same, norm" : "");
    }
  }

  /** In place, the first cells of the second and of the third stage are the reduction cell. */
  @Test
  void cellsInPlaceAreOfTwoKinds() {
    CellSet kinds = spec("identity", 0, PoolPadding.SAME).cellSet();
    Cell other = spec("max_pool_2x2", 0, PoolPadding.SAME).cellSet().normal();
    CellSet cells = new CellSet("two", CellSet.Plan.IN_PLACE, kinds.normal(), other);
    NasNetSpec spec = NasNetSpec.cifar().toBuilder().cellSet(cells).cells(2).build();
    assertThat(PlannedCell.of(spec))
        .extracting(PlannedCell::cell)
        .containsExactly(
            kinds.normal(), kinds.normal(), other, kinds.normal(), other, kinds.normal());
  }
}
