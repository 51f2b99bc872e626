package dev.nasnet.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Replaces the names of values in the library's messages by the options that set them, at the
 * beginning and between backticks: {@code clipNorm (-1.0) must be … `recompute`} becomes {@code
 * --clip (-1.0) must be … --recompute}.
 */
final class OptionNames {
  /** A name with its value, at the beginning or directly after another. */
  private static final Pattern NAMED =
      Pattern.compile(
          "\\G(?<glue>|, | and )(?<name>[a-z][A-Za-z0-9-]*)(?= \\((?<value>[^()]*)\\))");

  /** A name in a sentence. */
  private static final Pattern QUOTED = Pattern.compile("`(?<name>[a-z][A-Za-z]*)`");

  private static final Pattern VALUE = Pattern.compile("\\G \\([^()]*\\)");

  /** The options that do not have the name of their value. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "auxiliaryHead", "--aux-head",
          "auxiliaryWeight", "--aux-weight",
          "averageDecay", "--averages",
          "batchNormEpsilon", "--bn-epsilon",
          "batchNormMomentum", "--bn-momentum",
          "clipNorm", "--clip",
          "cells", "--spec",
          "evaluationCrop", "--eval-crop",
          "learningRate", "--lr",
          "penultimateFilters", "--spec");

  /** The values of which an option sets several. */
  private static final Map<String, String> PARTS =
      Map.of("cells", "N of ", "penultimateFilters", "P of ");

  private OptionNames() {}

  /**
   * Returns a message with the names of options.
   *
   * @param message a message of the library
   * @param command the command that has the options
   */
  static String in(String message, CommandSpec command) {
    return QUOTED
        .matcher(subject(message, command))
        .replaceAll(
            quoted -> {
              String option = option(quoted.group(1), command);
              return option.startsWith("--") ? option : Matcher.quoteReplacement(quoted.group());
            });
  }

  private static String subject(String message, CommandSpec command) {
    StringBuilder text = new StringBuilder();
    Matcher matcher = NAMED.matcher(message);
    int end = 0;
    while (matcher.find(end) && matcher.start() == end) {
      String name = matcher.group("name");
      text.append(matcher.group("glue")).append(option(name, command));
      Matcher value = VALUE.matcher(message);
      if (!value.find(matcher.end())) {
        return text.append(message.substring(matcher.end())).toString();
      }
      text.append(value.group());
      end = value.end();
    }
    return text.append(message.substring(end)).toString();
  }

  private static String option(String name, CommandSpec command) {
    String dashed = "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    String option = OPTIONS.getOrDefault(name, dashed);
    return command.findOption(option) == null ? name : PARTS.getOrDefault(name, "") + option;
  }
}
