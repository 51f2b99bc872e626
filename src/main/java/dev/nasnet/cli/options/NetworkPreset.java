package dev.nasnet.cli.options;

import dev.nasnet.architecture.NasNetSpec;
import java.util.Locale;

/** The networks of {@code --preset}. */
enum NetworkPreset {
  LARGE,
  MOBILE,
  XCEPTION,
  CIFAR,
  PNASNET_LARGE,
  PNASNET_MOBILE;

  NasNetSpec spec() {
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
