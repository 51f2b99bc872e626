package dev.nasnet.cli.options;

import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Devices;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of mixed precision and of several devices; a picocli mixin. */
public final class PrecisionOptions {
  @Option(
      names = "--mixed-precision",
      arity = "0..1",
      defaultValue = "float32",
      fallbackValue = "float16",
      paramLabel = "float16|bfloat16",
      description = {
        "Compute what bears it in 16 bits: float16 (if nothing is named) on GPUs, bfloat16 on",
        "CPUs. Variables stay float32."
      })
  private Precision.Type type = Precision.Type.FLOAT32;

  @Option(
      names = "--loss-scale",
      paramLabel = "SCALE",
      description = {
        "Of gradients at first, a power of two; halved where one is not finite, when nothing moves",
        "(float16: 32768; else 0, for none)."
      })
  private @Nullable Double lossScale;

  @Option(
      names = "--loss-scale-steps",
      paramLabel = "STEPS",
      description = "Good ones after which it is doubled (${DEFAULT-VALUE}).")
  private int growthSteps = Precision.STANDARD.growthSteps();

  @Option(
      names = "--towers",
      defaultValue = "1",
      paramLabel = "DEVICES",
      description = {
        "GPUs that share a batch, gradients averaged (${DEFAULT-VALUE}); without a GPU, virtual",
        "CPU devices."
      })
  private int towers;

  /**
   * Refuses a number of steps after which nothing is doubled.
   *
   * @param isGiven whether {@code --loss-scale-steps} is
   */
  public void requireScaled(boolean isGiven) {
    if (isGiven && over(Recipe.STANDARD).precision().lossScale() == 0) {
      throw new InvalidInputException(
          "--loss-scale-steps (%d) has no effect without a loss scale; add --loss-scale or"
                  .formatted(growthSteps)
              + " --mixed-precision float16");
    }
  }

  /** A recipe with what these options say. */
  public Recipe over(Recipe recipe) {
    double scale = lossScale == null ? Precision.of(type).lossScale() : lossScale;
    return recipe.toBuilder()
        .precision(new Precision(type, scale, growthSteps))
        .towers(towers)
        .build();
  }

  /** What is to be said of a recipe's precision before this machine trains; a GPU refuses it. */
  public static Optional<String> caution(Recipe recipe, Hardware hardware) {
    return recipe.precision().type() == Precision.Type.BFLOAT16
            && hardware.kind() != DeviceKind.GPU
            && Devices.bfloat16IsSlow()
        ? Optional.of(
            "mixed-precision (bfloat16) needs a CPU with AVX-512, and this one is without:"
                + " everything stays float32")
        : Optional.empty();
  }
}
