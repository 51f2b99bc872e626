package dev.nasnet.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words the messages on command lines that cannot be parsed. */
final class UsageMessage {
  /** The options of other tools and libraries, and those of this one that do the same. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("--learning-rate", "--lr"),
          Map.entry("--rate", "--lr"),
          Map.entry("--batch-size", "--batch"),
          Map.entry("--weight-decay", "--l2"),
          Map.entry("--wd", "--l2"),
          Map.entry("--output", "--out"),
          Map.entry("--output-dir", "--out"),
          Map.entry("--dataset", "--data"),
          Map.entry("--data-dir", "--data"),
          Map.entry("--input-size", "--size"),
          Map.entry("--image-size", "--size"),
          Map.entry("--img-size", "--size"),
          Map.entry("--num-classes", "--classes"),
          Map.entry("--lr-schedule", "--schedule"),
          Map.entry("--scheduler", "--schedule"),
          Map.entry("--sched", "--schedule"),
          Map.entry("--opt", "--optimizer"),
          Map.entry("--smoothing", "--label-smoothing"),
          Map.entry("--clip-norm", "--clip"),
          Map.entry("--clip-grad", "--clip"),
          Map.entry("--ema", "--averages"),
          Map.entry("--model-ema", "--averages"),
          Map.entry("--amp", "--mixed-precision"),
          Map.entry("--fp16", "--mixed-precision"),
          Map.entry("--warmup-epochs", "--warm-up"),
          Map.entry("--drop-path", "--drop-path-keep"),
          Map.entry("--include-top", "--no-top"),
          Map.entry("--pretrained", "--init"),
          Map.entry("--weights", "--init"),
          Map.entry("--validation-split", "--held-out"),
          Map.entry("--gpu", "--device"));

  private final ParameterException problem;

  private UsageMessage(ParameterException problem) {
    this.problem = problem;
  }

  /** Returns the message as a line without a line break. */
  static String of(ParameterException problem) {
    return new UsageMessage(problem).text();
  }

  private String text() {
    CommandLine command = problem.getCommandLine();
    List<String> unmatched =
        problem instanceof UnmatchedArgumentException unknown
            ? unknown.getUnmatched()
            : command.getUnmatchedArguments();
    if (!unmatched.isEmpty()) {
      return unknown(unmatched.get(0));
    }
    ArgSpec argument = problem.getArgSpec();
    String value = problem.getValue();
    if (argument != null && value != null && argument.type().isEnum()) {
      return "%s (%s) must be %s".formatted(name(argument), value, words(argument.type()));
    }
    String message = String.valueOf(problem.getMessage());
    return message.isBlank() ? "the command line cannot be parsed" : message;
  }

  private String unknown(String argument) {
    CommandSpec command = problem.getCommandLine().getCommandSpec();
    boolean isOption = argument.startsWith("-");
    boolean namesCommand = !isOption && !command.subcommands().isEmpty();
    String kind = isOption ? "option" : namesCommand ? "command" : "argument";
    String what = "%s (%s) does not exist".formatted(kind, argument);
    if (kind.equals("argument")) {
      what = "argument (%s) is one too many".formatted(argument);
    }
    List<String> suggestions = isOption ? options(command, argument) : commands(argument);
    return suggestions.isEmpty() || kind.equals("argument")
        ? what
        : what + "; did you mean " + suggestions.get(0) + "?";
  }

  private static List<String> options(CommandSpec command, String argument) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    String same = ELSEWHERE.get(name);
    if (same != null && command.findOption(same) != null) {
      return List.of(same);
    }
    return suggestions(command, name);
  }

  private List<String> commands(String argument) {
    return suggestions(problem.getCommandLine().getCommandSpec(), argument);
  }

  /** Returns the name that picocli finds most similar, or none. */
  private static List<String> suggestions(CommandSpec command, String name) {
    return new UnmatchedArgumentException(command.commandLine(), List.of(name))
        .getSuggestions().stream()
            .map(text -> text.contains("=") ? text.substring(0, text.indexOf('=')) : text)
            .distinct()
            .filter(text -> isVisible(command, text))
            .limit(1)
            .toList();
  }

  private static boolean isVisible(CommandSpec command, String name) {
    OptionSpec option = command.findOption(name);
    return option == null || !option.hidden();
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String words(Class<?> type) {
    List<String> words =
        Arrays.stream(Objects.requireNonNull(type.getEnumConstants()))
            .map(value -> value.toString().toLowerCase(Locale.ROOT))
            .toList();
    String first = words.stream().limit(words.size() - 1L).collect(Collectors.joining(", "));
    return first.isEmpty() ? words.get(0) : first + " or " + words.get(words.size() - 1);
  }
}
