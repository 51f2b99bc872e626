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
@HelpSection.In(HelpSection.HARDWARE)
public final class PrecisionOptions {
  @Option(
      names = "--mixed-precision",
      arity = "0..1",
      defaultValue = "float32",
      fallbackValue = "float16",
      paramLabel = "float16|bfloat16",
      description =
          "Compute in 16 bits where accuracy allows: float16 (where no type is given) on GPUs,"
              + " bfloat16 on CPUs. Variables stay float32 (default: ${DEFAULT-VALUE}).")
  private Precision.Type type = Precision.Type.FLOAT32;

  @Option(
      names = "--loss-scale",
      paramLabel = "SCALE",
      description =
          "The initial factor of loss and gradients, a power of two from 1 to 2^126, or 0 for none."
              + " A step with a gradient that is not finite is skipped, and the factor halved"
              + " (default: 32768 with float16, otherwise 0).")
  private @Nullable Double lossScale;

  @Option(
      names = "--loss-scale-steps",
      paramLabel = "STEPS",
      description =
          "The number of consecutive steps with finite gradients after which the loss scale is"
              + " doubled, at least 1 (default: ${DEFAULT-VALUE}).")
  private int growthSteps = Precision.STANDARD.growthSteps();

  @Option(
      names = "--towers",
      defaultValue = "1",
      paramLabel = "DEVICES",
      description =
          "The number of GPUs that share each batch and average their gradients; it must divide the"
              + " batch. Without a GPU, virtual CPU devices are used (default:"
              + " ${DEFAULT-VALUE}).")
  private int towers;

  /**
   * Checks that {@code --loss-scale-steps} has an effect.
   *
   * @param isGiven whether {@code --loss-scale-steps} is given
   * @throws InvalidInputException if it is given without a loss scale
   */
  public void requireScaled(boolean isGiven) {
    if (isGiven && over(Recipe.STANDARD).precision().lossScale() == 0) {
      throw new InvalidInputException(
          "--loss-scale-steps (%d) has no effect without a loss scale; add --loss-scale or"
                  .formatted(growthSteps)
              + " --mixed-precision float16");
    }
  }

  /**
   * Returns a recipe with the values of these options.
   *
   * @param recipe the recipe that provides all other values
   */
  public Recipe over(Recipe recipe) {
    double scale = lossScale == null ? Precision.of(type).lossScale() : lossScale;
    return recipe.toBuilder()
        .precision(new Precision(type, scale, growthSteps))
        .towers(towers)
        .build();
  }

  /**
   * Returns a warning if this machine's CPU has no fast bfloat16, and so the training stays in
   * float32.
   */
  public static Optional<String> caution(Recipe recipe, Hardware hardware) {
    return recipe.precision().type() == Precision.Type.BFLOAT16
            && hardware.kind() != DeviceKind.GPU
            && Devices.bfloat16IsSlow()
        ? Optional.of(
            "--mixed-precision (bfloat16) needs a CPU with AVX-512, which this one does not have:"
                + " the training computes in float32")
        : Optional.empty();
  }
}
