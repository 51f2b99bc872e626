package dev.nasnet.cli;

import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The rules under which a command's options have an effect. An option that is given but would have
 * no effect is refused by name.
 *
 * <p>A condition is an option's name, such as {@code --run}, which holds if the option is given; or
 * a name with a value, such as {@code --format=frozen}, which holds if the option has this value,
 * given or by default. {@code --data=folder:*} stands for all values that begin so.
 */
final class OptionRules {
  /** The options that describe a network, as {@link SpecOptions} declares them. */
  static final String[] NETWORK = {
    "--preset",
    "--spec",
    "--size",
    "--classes",
    "--logits",
    "--stem-filters",
    "--no-top",
    "--pooling",
    "--dialect",
    "--wiring",
    "--pool-padding",
    "--aux-head",
    "--dropout",
    "--drop-path-keep",
    "--bn-momentum",
    "--bn-epsilon"
  };

  private static final Set<String> ALWAYS = Set.of("--help", "--version", "--verbose", "--json");

  private final List<Rule> rules = new ArrayList<>();

  /** One rule. */
  private interface Rule {
    /** Returns the message on an option that has no effect, if there is one. */
    Optional<String> problem(CommandSpec command);
  }

  /**
   * Adds the rule that an option has an effect only if one of the conditions holds.
   *
   * @param option the option's longest name
   * @param conditions the conditions, of which one must hold
   */
  OptionRules needs(String option, String... conditions) {
    rules.add(
        command ->
            isGiven(command, option)
                    && Arrays.stream(conditions).noneMatch(one -> holds(command, one))
                ? Optional.of(
                    "%s has no effect without %s; add it or omit %s"
                        .formatted(words(command, option), String.join(" or ", conditions), option))
                : Optional.empty());
    return this;
  }

  /** Adds the rule that these options have no effect if the condition holds. */
  OptionRules excludes(String condition, String... options) {
    rules.add(
        command ->
            holds(command, condition)
                ? Arrays.stream(options)
                    .filter(option -> isGiven(command, option))
                    .findFirst()
                    .map(option -> refused(command, option, condition))
                : Optional.empty());
    return this;
  }

  /** Adds the rule that only these options, and the condition's, have an effect if it holds. */
  OptionRules only(String condition, String... options) {
    Set<String> allowed = Arrays.stream(options).collect(Collectors.toSet());
    String own = name(condition);
    rules.add(
        command ->
            holds(command, condition)
                ? given(command).stream()
                    .map(OptionSpec::longestName)
                    .filter(name -> !allowed.contains(name) && !ALWAYS.contains(name))
                    .filter(name -> !name.equals(own))
                    .findFirst()
                    .map(option -> refused(command, option, condition))
                : Optional.empty());
    return this;
  }

  /** Adds the rule that these options never have an effect in this command. */
  OptionRules none(String... options) {
    rules.add(
        command ->
            Arrays.stream(options)
                .filter(option -> isGiven(command, option))
                .findFirst()
                .map(
                    option ->
                        "%s has no effect on %s; omit it"
                            .formatted(words(command, option), command.qualifiedName())));
    return this;
  }

  /**
   * Checks the options of a command.
   *
   * @param command a command that was parsed
   * @throws InvalidInputException naming the first option that has no effect
   */
  void check(CommandSpec command) {
    for (Rule rule : rules) {
      rule.problem(command)
          .ifPresent(
              problem -> {
                throw new InvalidInputException(problem);
              });
    }
  }

  private static String refused(CommandSpec command, String option, String condition) {
    return "%s has no effect with %s; omit one of them"
        .formatted(words(command, option), condition);
  }

  private static List<OptionSpec> given(CommandSpec command) {
    return command.commandLine().getParseResult().matchedOptions();
  }

  static boolean isGiven(CommandSpec command, String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  private static boolean holds(CommandSpec command, String condition) {
    int equals = condition.indexOf('=');
    if (equals < 0) {
      return isGiven(command, condition);
    }
    OptionSpec option = command.findOption(name(condition));
    Object value = option == null ? null : option.getValue();
    String text = String.valueOf(value).toLowerCase(Locale.ROOT);
    String wanted = condition.substring(equals + 1);
    return wanted.endsWith("*")
        ? text.startsWith(wanted.substring(0, wanted.length() - 1))
        : text.equals(wanted);
  }

  private static String name(String condition) {
    int equals = condition.indexOf('=');
    return equals < 0 ? condition : condition.substring(0, equals);
  }

  /** Returns the option with its value as given. */
  private static String words(CommandSpec command, String option) {
    OptionSpec given = command.commandLine().getParseResult().matchedOption(option);
    List<String> values = given == null ? List.of() : given.originalStringValues();
    boolean isFlag = given == null || given.arity().max() == 0 || values.isEmpty();
    return isFlag ? option : "%s (%s)".formatted(option, String.join(" ", values));
  }
}
