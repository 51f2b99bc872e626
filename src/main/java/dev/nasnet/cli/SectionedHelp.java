package dev.nasnet.cli;

import dev.nasnet.cli.options.HelpSection;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of a command, with its options in sections under headings. */
final class SectionedHelp extends Help {
  private final CommandSpec command;

  /**
   * Creates the help of a command.
   *
   * @param command the command
   * @param colors the colours of the text
   */
  SectionedHelp(CommandSpec command, ColorScheme colors) {
    super(command, colors);
    this.command = command;
  }

  /** Returns the visible options of a command by section, each in the order of declaration. */
  static Map<HelpSection, List<OptionSpec>> sections(CommandSpec command) {
    Map<HelpSection, List<OptionSpec>> sections = new EnumMap<>(HelpSection.class);
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(
            option ->
                sections.computeIfAbsent(section(option), key -> new ArrayList<>()).add(option));
    return sections;
  }

  private static HelpSection section(OptionSpec option) {
    boolean isGeneral = option.usageHelp() || option.versionHelp();
    if (isGeneral || !(option.userObject() instanceof Field field)) {
      return HelpSection.GENERAL;
    }
    HelpSection.In own = field.getAnnotation(HelpSection.In.class);
    HelpSection.In shared = field.getDeclaringClass().getAnnotation(HelpSection.In.class);
    return own != null ? own.value() : shared != null ? shared.value() : HelpSection.COMMAND;
  }

  @Override
  public String optionList() {
    StringBuilder text = new StringBuilder();
    sections(command)
        .forEach(
            (section, options) ->
                text.append("%n%s:%n".formatted(section.heading()))
                    .append(
                        optionList(
                            createDefaultLayout(
                                command.options(), command.positionalParameters(), colorScheme()),
                            options)));
    return text.toString();
  }

  private String optionList(Layout layout, List<OptionSpec> options) {
    layout.addOptions(options, createDefaultParamLabelRenderer());
    return layout.toString();
  }
}
