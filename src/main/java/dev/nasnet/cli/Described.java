package dev.nasnet.cli;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.Crop;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Describes hyper-parameters in words for the output of commands. */
final class Described {
  private Described() {}

  static String of(LearningRate rate) {
    if (rate instanceof LearningRate.WarmUp warmUp) {
      return "%s, after a linear rise over %s epochs".formatted(of(warmUp.then()), warmUp.warmUp());
    } else if (rate instanceof LearningRate.Staircase staircase) {
      return "%s, multiplied by %s every %s epochs"
          .formatted(staircase.rate(), staircase.factor(), staircase.every());
    } else if (rate instanceof LearningRate.Cosine cosine) {
      return "%s, along half a cosine to 0".formatted(cosine.rate());
    }
    return "%s, constant".formatted(rate.at(0, 1));
  }

  static String of(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.RmsProp rmsProp) {
      return "rmsprop (decay %s, momentum %s, epsilon %s)"
          .formatted(rmsProp.decay(), rmsProp.momentum(), rmsProp.epsilon());
    } else if (optimizer instanceof Optimizer.Adam adam) {
      return "adam (beta1 %s, beta2 %s, epsilon %s)"
          .formatted(adam.beta1(), adam.beta2(), adam.epsilon());
    } else if (optimizer instanceof Optimizer.AdamW adam) {
      return "adamw (beta1 %s, beta2 %s, epsilon %s, weight decay %s)"
          .formatted(adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay());
    } else if (optimizer instanceof Optimizer.Momentum momentum) {
      return "momentum (%s)".formatted(momentum.momentum());
    }
    throw new IllegalArgumentException(optimizer.getClass().getName());
  }

  static String of(Crop crop) {
    return crop.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the variations in the order in which they are applied. */
  static String of(Augmentation augmentation) {
    List<String> parts = new ArrayList<>();
    parts.add("crop " + of(augmentation.crop()));
    parts.add("flip " + (augmentation.flip() ? "on" : "off"));
    parts.add("color " + augmentation.color().name().toLowerCase(Locale.ROOT));
    parts.add("cutout %d px".formatted(augmentation.cutout()));
    parts.add("erasing " + augmentation.erasing());
    parts.add("mixup " + augmentation.mixup());
    parts.add("CutMix " + augmentation.cutMix());
    parts.add("RandAugment " + augmentation.randAugment());
    return String.join(", ", parts);
  }
}
