package dev.nasnet.cli;

import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether weights that are NaN or infinite are written. */
final class NonFiniteOption {
  @Option(
      names = "--allow-non-finite",
      description = "Write weights that are NaN or infinite, too, which are refused otherwise.")
  private boolean allowed;

  Path write(Format format, Path out, ExportModel artefact) {
    return allowed ? format.writeAsIs(out, artefact) : format.write(out, artefact);
  }
}
