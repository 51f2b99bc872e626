package dev.nasnet.cli;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.cli.options.AugmentOptions;
import dev.nasnet.cli.options.DataOptions;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.RecipeOptions;
import dev.nasnet.cli.options.ResizeOptions;
import dev.nasnet.data.ContactSheet;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.recipe.Recipe;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet augment}: draws augmented training images as one picture. */
@Command(
    name = "augment",
    mixinStandardHelpOptions = true,
    description = {
      "Draws training images with the random variations of nasnet train as a PNG.",
      "Each row shows one whole image, then one variation per epoch."
    },
    footer = {
      "",
      "Example:",
      "  nasnet augment --data folder:photos --augment inception --size 224 --out sheet.png"
    })
final class AugmentCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules()
          .needs("--max-pixels", "--data=folder:*", "--data=csv:*", "--data=tfrecord:*")
          .needs("--label-separator", "--multi-label")
          .excludes("--data=digits", "--skip-bad", "--flip");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final DataOptions data = new DataOptions();

  @Mixin private final ResizeOptions resize = new ResizeOptions();

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The PNG file to write. An existing file is replaced.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @HelpSection.In(HelpSection.AUGMENTATION)
  @Option(
      names = "--recipe",
      paramLabel = "imagenet-large|imagenet-mobile|cifar10",
      description = {
        "The published recipe that provides the augmentation, see nasnet recipes. Options that are"
            + " given override it.",
        "Default: none, which is --augment shift."
      })
  private @Nullable String preset;

  @Mixin private final AugmentOptions augment = new AugmentOptions();

  @HelpSection.In(HelpSection.DATA)
  @Option(
      names = "--size",
      paramLabel = "PX|HxW",
      defaultValue = "64",
      description =
          "The side of the square images, or their height and width, in pixels, as a network reads"
              + " them (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String size;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--rows",
      defaultValue = "8",
      paramLabel = "N",
      description = "The number of images, one per row, at least 1 (default: ${DEFAULT-VALUE}).")
  private int rows;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--columns",
      defaultValue = "9",
      paramLabel = "N",
      description =
          "The number of pictures per row, the whole image first, at least 2 (default:"
              + " ${DEFAULT-VALUE}).")
  private int columns;

  @HelpSection.In(HelpSection.AUGMENTATION)
  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description =
          "The seed of the choice of images and of their variations (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public void run() {
    RULES.check(command);
    Recipe recipe = preset == null ? Recipe.STANDARD : RecipeOptions.published(preset).recipe();
    Augmentation augmentation = augment.over(recipe.augmentation());
    ImageSize pixels = ImageSize.of(size);
    ContactSheet sheet =
        new ContactSheet(rows, columns, pixels.height(), pixels.width(), augmentation, seed);
    DataSource source = data.openForSome(command.commandLine().getErr(), resize.ofNew());
    BadImageDiagnosis.of(source, () -> write(sheet.draw(source)));
    command.commandLine().getOut().println("%s  %s".formatted(out, Described.of(augmentation)));
    command.commandLine().getOut().flush();
  }

  private void write(BufferedImage sheet) {
    try {
      ImageIO.setUseCache(false);
      AtomicWrites.file(out, stream -> ImageIO.write(sheet, "png", stream));
    } catch (IOException e) {
      throw new FailureException(
          "--out (%s) cannot be written: %s".formatted(out, e.getMessage()), e);
    }
  }
}
