package dev.nasnet.architecture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The description of a network of cells, such as NASNet-A: N @ P, the notation of Zoph, Vasudevan,
 * Shlens and Le, "Learning Transferable Architectures for Scalable Image Recognition"
 * (arXiv:1707.07012), and every choice that this notation leaves open. Immutable; made by a preset
 * and {@link #toBuilder()}.
 *
 * @param name the Keras model's name: letters, digits and {@code _}
 * @param cellSet the cells and where those of stride 2 stand
 * @param cells N, the normal cells in each of the three stages; with a listed plan, all cells
 * @param penultimateFilters P, the channels of the last cell's output
 * @param stem the layers before the first normal cell
 * @param stemFilters the output channels of the stem's convolution
 * @param size height and width of the input image in pixels; the image has three channels
 * @param head the classifier, or a pooling of the features
 * @param dialect the implementation that the network follows
 * @param wiring the previous input of the first normal cell after a reduction
 * @param poolPadding the padding of the reduction cells' pools
 * @param batchNormMomentum the share of a running average that each step keeps, 0…1
 * @param batchNormEpsilon the number that batch norm adds to the variance, above 0 and below 1
 * @param dropout the dropout rate before the classifier, 0 (none) to below 1; training only
 * @param auxiliaryHead whether the training network has TF-slim's auxiliary classifier
 * @param dropPathKeep the keep probability of the last cell's branches at the end of training,
 *     above 0 to 1 (off); training only
 */
public record NasNetSpec(
    String name,
    CellSet cellSet,
    int cells,
    int penultimateFilters,
    Stem stem,
    int stemFilters,
    ImageSize size,
    Head head,
    Dialect dialect,
    Wiring wiring,
    PoolPadding poolPadding,
    double batchNormMomentum,
    double batchNormEpsilon,
    double dropout,
    boolean auxiliaryHead,
    double dropPathKeep) {

  private static final Pattern NOTATION = Pattern.compile("\\s*(\\d{1,9})\\s*@\\s*(\\d{1,9})\\s*");

  /**
   * Checks the values.
   *
   * @param name the Keras model's name: letters, digits and {@code _}
   * @param cellSet the cells and where those of stride 2 stand
   * @param cells N, the normal cells in each of the three stages
   * @param penultimateFilters P, the channels of the last cell's output
   * @param stem the layers before the first normal cell
   * @param stemFilters the output channels of the stem's convolution
   * @param size height and width of the input image in pixels
   * @param head the classifier, or a pooling of the features
   * @param dialect the implementation that the network follows
   * @param wiring the previous input of the first normal cell after a reduction
   * @param poolPadding the padding of the reduction cells' pools
   * @param batchNormMomentum the share of a running average that each step keeps, 0…1
   * @param batchNormEpsilon the number that batch norm adds to the variance, above 0 and below 1
   * @param dropout the dropout rate before the classifier, at least 0 and below 1
   * @param auxiliaryHead whether the training network has TF-slim's auxiliary classifier
   * @param dropPathKeep the keep probability of the last cell's branches at the end of training,
   *     above 0 to 1
   * @throws IllegalSpecException if the network cannot be built
   */
  public NasNetSpec {
    SpecRules.check(name, stem, size, cells, stemFilters);
    SpecRules.checkCells(cellSet, stem, cells, penultimateFilters, wiring);
    SpecRules.checkRates(batchNormMomentum, batchNormEpsilon, dropout, dropPathKeep);
    SpecRules.checkAuxiliaryHead(auxiliaryHead, cellSet, stem, size, head);
  }

  /** {@return NASNet-A Large, 6 @ 4032 at 331 px, of the paper's table 2: 88,949,818 parameters} */
  public static NasNetSpec large() {
    return imageNet("nasnet_large", 6, 4032, 96, 331).wiring(Wiring.SKIP).build();
  }

  /** {@return NASNet-A Mobile, 4 @ 1056 at 224 px, of the paper's table 3: 5,326,716 parameters} */
  public static NasNetSpec mobile() {
    return imageNet("nasnet_mobile", 4, 1056, 32, 224).build();
  }

  /**
   * {@return 7 @ 1920 at 299 px, of the paper's table 2: 24,720,484 parameters, about as many as
   * Xception} The wiring is that of Large.
   */
  public static NasNetSpec xceptionSized() {
    return imageNet("nasnet_xception", 7, 1920, 96, 299).wiring(Wiring.SKIP).build();
  }

  /** {@return NASNet-A for CIFAR-10, 6 @ 768 at 32 px, of the paper's table 1} */
  public static NasNetSpec cifar() {
    return new SpecBuilder("nasnet_cifar", Stem.CIFAR)
        .cells(6)
        .penultimateFilters(768)
        .stemFilters(96)
        .size(ImageSize.square(32))
        .classes(10)
        .build();
  }

  /**
   * {@return PNASNet-5 Large for ImageNet at 331 px, of table 5 of arXiv:1712.00559, with the
   * choices of TF-slim's {@code pnasnet.py}: 12 cells with 216 filters, which is 4 @ 4320}
   */
  public static NasNetSpec pnasNetLarge() {
    return pnasNet("pnasnet_large", 4, 4320, 96, 331);
  }

  /**
   * {@return PNASNet-5 Mobile for ImageNet at 224 px, of table 4 of arXiv:1712.00559, with the
   * choices of TF-slim's {@code pnasnet.py}: 9 cells with 54 filters, which is 3 @ 1080}
   */
  public static NasNetSpec pnasNetMobile() {
    return pnasNet("pnasnet_mobile", 3, 1080, 32, 224);
  }

  /**
   * {@return Mobile with another N @ P}
   *
   * @param notation such as {@code 4@1056}
   * @throws IllegalSpecException if the text does not have the form N@P or the network cannot be
   *     built
   */
  public static NasNetSpec of(String notation) {
    return mobile().toBuilder().notation(notation).build();
  }

  /** {@return a builder with the values of this spec} */
  public SpecBuilder toBuilder() {
    return new SpecBuilder(this);
  }

  /** {@return the number of classes, 0 without a classifier} */
  public int classes() {
    return head instanceof Head.Classifier classifier ? classifier.classes() : 0;
  }

  /**
   * {@return the filters f of the normal cells of the first stage: P divided by four times the
   * outputs of the normal cell, which is P / 24 for NASNet-A; with a listed plan, a quarter of the
   * last cell's}
   */
  public int filters() {
    return penultimateFilters / cellSet.lastStates();
  }

  /** {@return the notation {@code N@P}, such as {@code 4@1056}} */
  public String notation() {
    return cells + "@" + penultimateFilters;
  }

  /**
   * {@return the spec without dropout, drop path and auxiliary head, which act only in training}
   */
  public NasNetSpec forInference() {
    return toBuilder().dropout(0).auxiliaryHead(false).dropPathKeep(1).build();
  }

  static int[] parseNotation(String notation) {
    Matcher matcher = NOTATION.matcher(notation);
    if (!matcher.matches()) {
      throw new IllegalSpecException(
          "spec (%s) must be N@P, normal cells and penultimate filters; try 4@1056"
              .formatted(notation));
    }
    return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
  }

  private static NasNetSpec pnasNet(
      String name, int cells, int penultimateFilters, int stemFilters, int pixels) {
    return imageNet(name, cells, penultimateFilters, stemFilters, pixels)
        .cellSet(CellSet.PNASNET_5)
        .name(name)
        .penultimateFilters(penultimateFilters)
        .dialect(Dialect.SLIM)
        .build();
  }

  private static SpecBuilder imageNet(
      String name, int cells, int penultimateFilters, int stemFilters, int pixels) {
    return new SpecBuilder(name, Stem.IMAGENET)
        .cells(cells)
        .penultimateFilters(penultimateFilters)
        .stemFilters(stemFilters)
        .size(ImageSize.square(pixels))
        .classes(1000);
  }
}
