package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bash itself completes with the script. */
@EnabledOnOs(OS.LINUX)
class CompletionCommandTest {
  @TempDir Path folder;

  /** There is no fish to run here: the lines follow the manual of its {@code complete}. */
  @Test
  void fishHasALineForEachCommandAndOption() {
    CommandRun script = CommandRun.of("completion", "fish");
    assertThat(script.exitCode()).as(script.err()).isZero();
    assertThat(script.out().lines())
        .allMatch(line -> line.startsWith("complete -c nasnet -n "))
        .allMatch(
            line -> line.chars().filter(c -> c == '\'').count() % 2 == 0 || line.contains("\\'"))
        .anyMatch(line -> line.contains("__fish_use_subcommand -f -a summary -d 'Prints a network"))
        .anyMatch(
            line ->
                line.contains("'__fish_seen_subcommand_from train'")
                    && line.contains("-l optimizer -x -a 'momentum rmsprop adam"))
        .anyMatch(
            line ->
                line.contains("'__fish_seen_subcommand_from export'")
                    && line.contains("-l out -r -d '"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "summ | summary",
        "train --optim | --optimizer",
        "summary --preset mob | mobile",
        "help tra | train"
      })
  void bashCompletes(String words, String completed) throws Exception {
    CommandRun script = CommandRun.of("completion", "bash");
    assertThat(script.exitCode()).as(script.err()).isZero();
    assertThat(CommandRun.of("completion", "ZSH").out()).isEqualTo(script.out());
    Path file = Files.writeString(folder.resolve("completion"), script.out());
    int last = words.split(" ").length;
    String line =
        "compopt() { :; }; source %s; COMP_WORDS=(nasnet %s); COMP_CWORD=%d; _complete_nasnet; echo \"${COMPREPLY[@]}\""
            .formatted(file, words, last);
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", line).redirectErrorStream(true).start();
    String text = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(text).isZero();
    assertThat(text.strip().split(" ")).contains(completed);
  }
}
