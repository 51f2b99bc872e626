package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.spark.NasNetSpark;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command, and docs/cli.md, which is made from it. */
class HelpTextTest {
  /** Classes whose own texts are not held to the form of the others. */
  private static final Set<String> EXCEPTED =
      Set.of("ExportCommand", "Source", "ConvertCommand", "VerifyCommand", "NonFiniteOption");

  private static final Pattern PERSONS =
      Pattern.compile("\\b(who|whose|answers?|asks?|asked|tells?|told|knows?|bears?|left out)\\b");

  static Stream<CommandSpec> commands() {
    return Stream.of(NasNet.commandLine(), NasNetSpark.commandLine())
        .flatMap(root -> root.getSubcommands().values().stream())
        .filter(command -> !(command.getCommand() instanceof CommandLine.HelpCommand))
        .map(CommandLine::getCommandSpec);
  }

  private static boolean isHeld(Object declared) {
    return declared instanceof Field field
        && !EXCEPTED.contains(field.getDeclaringClass().getSimpleName());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void everyOptionSaysWhatItDoesAndItsDefault(CommandSpec command) {
    List<OptionSpec> options =
        command.options().stream().filter(option -> isHeld(option.userObject())).toList();
    assertThat(options).isNotEmpty();
    for (OptionSpec option : options) {
      String text = String.join(" ", option.description());
      assertThat(text)
          .as("%s %s", command.qualifiedName(), option.longestName())
          .matches("(?s)[A-Z].*\\.")
          .doesNotContainPattern(PERSONS);
      assertThat(text.split(" ")).as(text).hasSizeGreaterThanOrEqualTo(4);
      boolean hasDefault = !(option.required() || option.usageHelp() || option.versionHelp());
      if (hasDefault && !option.hidden()) {
        assertThat(text).as(option.longestName()).containsIgnoringCase("default");
      }
    }
  }

  /** The first paragraph is the command's line in the list of commands. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void theFirstParagraphOfACommandIsASentence(CommandSpec command) {
    String first = command.usageMessage().description()[0];
    assertThat(first).matches("[A-Z].*\\.");
    if (!EXCEPTED.contains(command.userObject().getClass().getSimpleName())) {
      assertThat(first).doesNotContainPattern(PERSONS);
    }
  }

  @Test
  void optionsStandInSections() {
    CommandSpec train = NasNet.commandLine().getSubcommands().get("train").getCommandSpec();
    assertThat(SectionedHelp.sections(train).keySet())
        .containsExactly(
            HelpSection.NETWORK,
            HelpSection.DATA,
            HelpSection.AUGMENTATION,
            HelpSection.OPTIMISATION,
            HelpSection.FINE_TUNING,
            HelpSection.OUTPUT,
            HelpSection.HARDWARE,
            HelpSection.GENERAL);
    String help = CommandRun.of("train", "--help").out();
    assertThat(help.indexOf("\nOptimisation:\n")).isBetween(1, help.indexOf("--lr=RATE  "));
    assertThat(help.indexOf("--lr=RATE  ")).isLessThan(help.indexOf("\nFine-tuning:\n"));
    train.options().stream()
        .filter(option -> !option.hidden())
        .map(option -> " +(-\\w, )?" + Pattern.quote(row(option)) + "([=\\[ ].*)?")
        .forEach(row -> assertThat(help.lines().filter(line -> line.matches(row))).hasSize(1));
  }

  private static String row(OptionSpec option) {
    String name = option.longestName();
    return option.negatable() ? name.replaceFirst("^--(no-)?", "--[no-]") : name;
  }

  @Test
  void helpOfACommandIsItsHelp() {
    CommandRun help = CommandRun.of("help", "train");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).isEqualTo(CommandRun.of("train", "--help").out());
    assertThat(CommandRun.of().out()).contains("0   success", "1   failure", "2   wrong use");
  }

  @Test
  void theReferenceIsMadeFromTheCommands() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Command line

            The help of every command. A test makes this page from the commands, and fails where it
            differs.
            """);
    Stream.of(NasNet.commandLine(), NasNetSpark.commandLine())
        .flatMap(root -> Stream.concat(Stream.of(root), root.getSubcommands().values().stream()))
        .forEach(
            command ->
                page.append(
                    """

                    ## %s

                    ```text
                    %s```
                    """
                        .formatted(
                            command.getCommandSpec().qualifiedName(),
                            command.getUsageMessage(Ansi.OFF))));
    Path made = Files.createDirectories(Path.of("target")).resolve("cli.md");
    Files.writeString(made, page);
    assertThat(Path.of("docs/cli.md"))
        .as("docs/cli.md; where a help text was changed: cp target/cli.md docs/cli.md")
        .hasSameTextualContentAs(made);
  }
}
