package dev.nasnet.cli;

import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that permits weights that are NaN or infinite. */
final class NonFiniteOption {
  @Option(
      names = "--allow-non-finite",
      description = "Writes weights that are NaN or infinite, which are refused otherwise.")
  private boolean allowed;

  Path write(Format format, Path out, ExportModel model) {
    return allowed ? format.writeAsIs(out, model) : format.write(out, model);
  }
}
