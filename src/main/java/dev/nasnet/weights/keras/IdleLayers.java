package dev.nasnet.weights.keras;

import java.util.Set;

/** The layers that hand on what they read in inference; in training some vary or drop it. */
final class IdleLayers {
  private static final Set<String> CLASSES =
      Set.of(
          "ActivityRegularization",
          "AlphaDropout",
          "AugMix",
          "CutMix",
          "Dropout",
          "GaussianDropout",
          "GaussianNoise",
          "Identity",
          "MixUp",
          "RandAugment",
          "RandomBrightness",
          "RandomColorDegeneration",
          "RandomColorJitter",
          "RandomContrast",
          "RandomElasticTransform",
          "RandomErasing",
          "RandomFlip",
          "RandomGaussianBlur",
          "RandomGrayscale",
          "RandomHue",
          "RandomInvert",
          "RandomPerspective",
          "RandomPosterization",
          "RandomRotation",
          "RandomSaturation",
          "RandomSharpness",
          "RandomShear",
          "RandomTranslation",
          "RandomZoom",
          "SpatialDropout2D");

  private IdleLayers() {}

  static boolean isIdle(String kerasClass) {
    return CLASSES.contains(kerasClass);
  }

  static boolean contains(KerasLayer layer) {
    return isIdle(layer.kerasClass())
        || (layer.kerasClass().equals("Activation")
            && layer.config().word("activation").filter("linear"::equals).isPresent());
  }
}
