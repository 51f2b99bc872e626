package dev.nasnet.weights;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.PoolPadding;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A network of timm that is read, with the names in which its state dict differs. */
enum TimmModel {
  /** NASNet-A Large; the maximum ignores the border, and the average includes zeros. */
  NASNET("nasnetalarge", "conv0", "") {
    @Override
    NasNetSpec spec() {
      return NasNetSpec.large().toBuilder().poolPadding(PoolPadding.TIMM).build();
    }
  },

  /** PNASNet-5 Large; all padding is SAME. */
  PNASNET("pnasnet5large", "conv_0", "conv_prev_1x1.") {
    @Override
    NasNetSpec spec() {
      return NasNetSpec.pnasNetLarge();
    }
  };

  private final String word;
  private final String stem;
  private final String halving;

  /**
   * @param word timm's name of the model
   * @param stem the module of the stem's convolution and batch norm
   * @param halving the module, with a dot after it, that halves a cell's previous input
   */
  TimmModel(String word, String stem, String halving) {
    this.word = word;
    this.stem = stem;
    this.halving = halving;
  }

  /** Returns the model with a stem of the name that a state dict has; empty if there is none. */
  static Optional<TimmModel> of(Set<String> keys) {
    return Arrays.stream(values()).filter(model -> keys.contains(model.stemKernel())).findFirst();
  }

  /** The network as timm computes it, of the published size. */
  abstract NasNetSpec spec();

  /** timm's name of the model. */
  String word() {
    return word;
  }

  String stem() {
    return stem;
  }

  String halving() {
    return halving;
  }

  /** The key of the stem's kernel. */
  String stemKernel() {
    return stem + ".conv.weight";
  }
}
