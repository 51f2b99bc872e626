package dev.nasnet.cli.options;

import dev.nasnet.inference.ThreadConfig;
import picocli.CommandLine.Option;

/** The options that set how many threads run a bundle; a picocli mixin. */
@HelpSection.In(HelpSection.HARDWARE)
public final class ThreadOptions {
  @Option(
      names = "--inter-op-threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "The number of a bundle's ops that may run at the same time; 0 for one per core"
              + " (default: ${DEFAULT-VALUE}).")
  private int interOp;

  @Option(
      names = "--intra-op-threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "The number of threads that share one op; 0 chooses one thread for a small network on"
              + " two cores, and otherwise one per core (default: ${DEFAULT-VALUE}).")
  private int intraOp;

  /** Returns the threads that the options set. */
  public ThreadConfig threads() {
    return new ThreadConfig(interOp, intraOp);
  }
}
