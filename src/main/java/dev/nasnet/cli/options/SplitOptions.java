package dev.nasnet.cli.options;

import dev.nasnet.data.DataSourceSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name validation and test images of their own; a picocli mixin. */
@HelpSection.In(HelpSection.DATA)
public final class SplitOptions {
  @Option(
      names = "--val-data",
      paramLabel = "SOURCE",
      description = {
        "The images to score on after each epoch, by which the best epoch is chosen; a source of"
            + " the kind and with the classes of --data, which is then trained on as a whole.",
        "Default: a folder's own val or validation beside train, otherwise the share of"
            + " --held-out."
      })
  private @Nullable String validation;

  @Option(
      names = "--test-data",
      paramLabel = "SOURCE",
      description = {
        "The images that the best epoch is scored on once, after the training; a source with the"
            + " classes of --data.",
        "Default: a folder's own test beside train, otherwise none."
      })
  private @Nullable String test;

  /** Returns a source with the validation and test data of these options. */
  public DataSourceSpec over(DataSourceSpec data) {
    return data.withSplits(validation, test);
  }
}
