package dev.nasnet.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the cells of a file of weights that does not contain them; a picocli mixin. */
final class CellOption {
  @Option(
      names = "--cell",
      paramLabel = "FILE",
      description =
          "The cells of the model, where --model is a file of weights of other cells than"
              + " NASNet-A's and PNASNet-5's: a cell file (JSON, see docs/cells.md) or the text of"
              + " a DARTS genotype (default: those that the model contains).")
  private @Nullable Path file;

  /** The cell file, or null. */
  @Nullable Path file() {
    return file;
  }
}
