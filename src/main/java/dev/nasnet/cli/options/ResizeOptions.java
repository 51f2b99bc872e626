package dev.nasnet.cli.options;

import dev.nasnet.image.ResizeMode;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The option that sets how images with another aspect ratio are brought to the network's size; a
 * picocli mixin.
 */
@HelpSection.In(HelpSection.DATA)
public final class ResizeOptions {
  @Option(
      names = "--resize",
      paramLabel = "stretch|crop|pad",
      description = {
        "How images are brought to the network's size: stretch takes the whole image and changes"
            + " its aspect ratio; crop takes the largest box in its middle that has the network's"
            + " aspect ratio; pad takes the whole image, keeps its aspect ratio and adds black"
            + " borders.",
        "Default: what the model's provenance or the run states, otherwise stretch."
      })
  private @Nullable ResizeMode mode;

  /** {@return the mode that the option gives, if it is given} */
  public Optional<ResizeMode> given() {
    return Optional.ofNullable(mode);
  }

  /** {@return the mode where no model states one: the given one, or stretch} */
  public ResizeMode ofNew() {
    return mode == null ? ResizeMode.STRETCH : mode;
  }

  /**
   * Returns the mode for a model: the given one, or the model's own.
   *
   * @param own the mode that the model states
   * @param err receives a line if the option contradicts the model
   */
  public ResizeMode over(ResizeMode own, PrintWriter err) {
    if (mode == null || mode == own) {
      return own;
    }
    err.println(
        "nasnet: --resize %s replaces the model's own mode, %s".formatted(mode.word(), own.word()));
    err.flush();
    return mode;
  }
}
