package dev.nasnet.cli;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.cli.options.AugmentOptions;
import dev.nasnet.cli.options.DataOptions;
import dev.nasnet.data.Augmentation;
import dev.nasnet.data.ContactSheet;
import dev.nasnet.data.DataSource;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipePreset;
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

/** {@code nasnet augment}: a contact sheet of varied training images. */
@Command(
    name = "augment",
    mixinStandardHelpOptions = true,
    description = {
      "Draws training images as nasnet train varies them, a PNG to look at: in each row the",
      "whole image, then one version an epoch."
    },
    footer = {
      "",
      "Example:",
      "  nasnet augment --data folder:photos --augment inception --size 224 --out sheet.png"
    })
final class AugmentCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules()
          .needs("--max-pixels", "--data=folder:*", "--data=tfrecord:*")
          .excludes("--data=digits", "--skip-bad", "--flip");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final DataOptions data = new DataOptions();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The PNG.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Option(
      names = "--recipe",
      paramLabel = "imagenet-large|imagenet-mobile|cifar10",
      description = "Vary as this recipe does; options given beside it win.")
  private @Nullable String preset;

  @Mixin private final AugmentOptions augment = new AugmentOptions();

  @Option(
      names = "--size",
      paramLabel = "PX|HxW",
      defaultValue = "64",
      description = "As the network's (${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private String size;

  @Option(names = "--rows", defaultValue = "8", description = "Images (${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--columns",
      defaultValue = "9",
      description = "Pictures of each, the plain one first (${DEFAULT-VALUE}).")
  private int columns;

  @Option(names = "--seed", defaultValue = "0", description = "Of all draws (${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public void run() {
    RULES.check(command);
    Recipe recipe = preset == null ? Recipe.STANDARD : RecipePreset.of(preset).recipe();
    Augmentation how = augment.over(recipe.augmentation());
    ImageSize pixels = ImageSize.of(size);
    ContactSheet sheet =
        new ContactSheet(rows, columns, pixels.height(), pixels.width(), how, seed);
    DataSource source = data.openForSome(command.commandLine().getErr());
    BadImageDiagnosis.of(source, () -> write(sheet.draw(source)));
    command.commandLine().getOut().println("%s  %s".formatted(out, how));
    command.commandLine().getOut().flush();
  }

  private void write(BufferedImage sheet) {
    try {
      ImageIO.setUseCache(false);
      AtomicWrites.file(out, stream -> ImageIO.write(sheet, "png", stream));
    } catch (IOException e) {
      throw new FailureException(
          "out (%s) cannot be written: %s".formatted(out, e.getMessage()), e);
    }
  }
}
