package dev.nasnet.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes a command's subcommands and options as {@code complete} commands of the shell fish. */
final class FishCompletion {
  private final String command;
  private final List<String> lines = new ArrayList<>();

  private FishCompletion(String command) {
    this.command = command;
  }

  /** Returns the script for a command and its subcommands, one line for each word. */
  static String of(CommandLine root) {
    FishCompletion script = new FishCompletion(root.getCommandName());
    for (Map.Entry<String, CommandLine> entry : root.getSubcommands().entrySet()) {
      CommandSpec spec = entry.getValue().getCommandSpec();
      script.add("-n __fish_use_subcommand -f -a " + entry.getKey(), first(spec));
      String condition = "-n '__fish_seen_subcommand_from " + entry.getKey() + "' ";
      spec.options().forEach(option -> script.add(condition + words(option), first(option)));
    }
    String names = String.join(" ", root.getSubcommands().keySet());
    script.lines.add(
        "complete -c %s -n '__fish_seen_subcommand_from help' -f -a '%s'"
            .formatted(script.command, names));
    return String.join("\n", script.lines) + "\n";
  }

  private void add(String words, String description) {
    lines.add("complete -c %s %s -d %s".formatted(command, words, quoted(description)));
  }

  /** Options with a value take words of a list (-x) or the name of a file (-r). */
  private static String words(OptionSpec option) {
    String names =
        Stream.of(option.names())
            .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.charAt(1))
            .collect(Collectors.joining(" "));
    if (option.arity().max() == 0) {
      return names;
    }
    if (option.completionCandidates() == null) {
      return names + " -r";
    }
    String values =
        StreamSupport.stream(option.completionCandidates().spliterator(), false)
            .collect(Collectors.joining(" "));
    return names + " -x -a " + quoted(values);
  }

  private static String first(CommandSpec spec) {
    return sentence(spec.usageMessage().description());
  }

  private static String first(OptionSpec option) {
    return sentence(option.description());
  }

  /** The first sentence of a help text. */
  private static String sentence(String... lines) {
    String text = String.join(" ", lines).replace("%%", "%");
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
