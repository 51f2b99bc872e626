package dev.nasnet.cli;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.NetworkSummary;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.SpecOptions;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet summary}: prints layers, shapes, parameters and multiply-adds of a network. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    description = "Prints a network's layers, shapes, parameters and multiply-adds.",
    footer = {"", "Example:", "  nasnet summary --preset cifar --spec 2@192 --size 16 --json"})
final class SummaryCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules().none("--logits", "--bn-momentum", "--bn-epsilon");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final SpecOptions options = new SpecOptions();

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(names = "--json", description = "Print one JSON object on stdout (default: a table).")
  private boolean json;

  @Override
  public void run() {
    RULES.check(command);
    Network network = Network.of(options.spec());
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(SummaryJson.of(network));
    } else {
      out.print(new NetworkSummary(network).text());
    }
    out.flush();
  }
}
