package dev.nasnet.cli.options;

import dev.nasnet.architecture.NasNetSpec;
import java.util.Locale;

/** The networks of {@code --preset}. */
public enum NetworkPreset {
  /** NASNet-A Large, 6 @ 4032. */
  LARGE,
  /** NASNet-A Mobile, 4 @ 1056. */
  MOBILE,
  /** 7 @ 1920, the size of Xception. */
  XCEPTION,
  /** NASNet-A 6 @ 768 for CIFAR-10. */
  CIFAR,
  /** PNASNet-5 Large. */
  PNASNET_LARGE,
  /** PNASNet-5 Mobile. */
  PNASNET_MOBILE;

  /** Returns the preset's network. */
  public NasNetSpec spec() {
    return switch (this) {
      case LARGE -> NasNetSpec.large();
      case MOBILE -> NasNetSpec.mobile();
      case XCEPTION -> NasNetSpec.xceptionSized();
      case CIFAR -> NasNetSpec.cifar();
      case PNASNET_LARGE -> NasNetSpec.pnasNetLarge();
      case PNASNET_MOBILE -> NasNetSpec.pnasNetMobile();
    };
  }

  /** The word of the option, in lower case and with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
