package dev.nasnet.cli.options;

import dev.nasnet.inference.ThreadConfig;
import picocli.CommandLine.Option;

/** TensorFlow's threads for a bundle's answers; a picocli mixin. */
public final class ThreadOptions {
  @Option(
      names = "--inter-op-threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "A bundle's layers that may run at once; 0 is one a core (${DEFAULT-VALUE}).")
  private int interOp;

  @Option(
      names = "--intra-op-threads",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Threads that share a layer; 0 is what is best",
        "here (${DEFAULT-VALUE}): one for a small network on two",
        "cores, else one a core."
      })
  private int intraOp;

  /** The threads that were asked for. */
  public ThreadConfig threads() {
    return new ThreadConfig(interOp, intraOp);
  }
}
