package dev.nasnet.cli;

import dev.nasnet.problem.InvalidInputException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nasnet completion}: prints a script that completes commands and options in a shell. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that completes commands and options in a shell.",
      "In bash: source <(nasnet completion bash). In zsh, after compinit: source <(nasnet"
          + " completion zsh). In fish: nasnet completion fish | source."
    },
    footer = {"", "Example:", "  nasnet completion bash > nasnet-completion.bash"})
final class CompletionCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Parameters(
      arity = "1",
      paramLabel = "bash|zsh|fish",
      description = "The shell. bash and zsh read the same script.")
  @SuppressWarnings("NullAway.Init")
  private String shell;

  @Override
  public void run() {
    String name = shell.toLowerCase(Locale.ROOT);
    if (!List.of("bash", "zsh", "fish").contains(name)) {
      throw new InvalidInputException(
          "shell (%s) must be bash, zsh or fish; use one of these".formatted(shell));
    }
    CommandLine root = command.root().commandLine();
    root.getSubcommands().values().forEach(CompletionCommand::lowerCaseCandidates);
    PrintWriter out = command.commandLine().getOut();
    boolean isFish = name.equals("fish");
    out.print(isFish ? FishCompletion.of(root) : AutoComplete.bash(root.getCommandName(), root));
    out.flush();
  }

  /** Enum constants are completed as the help writes them; this process parses no more options. */
  private static void lowerCaseCandidates(CommandLine subcommand) {
    CommandSpec spec = subcommand.getCommandSpec();
    for (OptionSpec option : List.copyOf(spec.options())) {
      if (option.type().isEnum() && option.group() == null) {
        List<String> words =
            Arrays.stream(option.type().getEnumConstants())
                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                .toList();
        spec.remove(option);
        spec.addOption(option.toBuilder().completionCandidates(words).build());
      }
    }
  }
}
