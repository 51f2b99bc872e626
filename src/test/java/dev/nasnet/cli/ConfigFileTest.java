package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same options in JSON, in YAML and on the command line. */
class ConfigFileTest {
  @TempDir private Path folder;

  private CommandRun train(String... words) {
    List<String> all = new ArrayList<>(List.of("train", "--print-config"));
    all.addAll(List.of("--out", folder.resolve("run").toString()));
    all.addAll(List.of(words));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private CommandRun withFile(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text.replace('|', '\n'));
    return train("--config", file.toString());
  }

  @Test
  void yamlIsTheSameAsJsonAndAsOptions() throws IOException {
    CommandRun options =
        train(
            ("--data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8 --epochs 3"
                    + " --lr 0.01 --augment none --cutmix 1 --rand-augment 2,9 --lr-scale head=10"
                    + " --lr-scale stem=0.5 --balanced-sampling")
                .split(" "));
    assertThat(options.exitCode()).as(options.err()).isZero();
    CommandRun yaml =
        withFile(
            "c.yaml",
            "# digits|data: digits|preset: cifar|spec: 1@24|stem-filters: 6|size: 8|epochs: 3|"
                + "lr: 0.01|augment: none|cutmix: 1|rand-augment: '2,9'|"
                + "lr-scale:|  - head=10|  - stem=0.5|balanced-sampling: true|");
    assertThat(yaml.err()).isEqualTo(options.err());
    assertThat(yaml.out()).isEqualTo(options.out());
    // JSON is YAML, too.
    assertThat(withFile("c.yml", yaml.out()).out()).isEqualTo(options.out());
    assertThat(withFile("c.json", yaml.out()).out()).isEqualTo(options.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "data: digits|epoks: 3; line 2 has a member that is no option (epoks)",
        "data: digits||epochs: many; line 3: Invalid value for option '--epochs'",
        "epochs: 3|data: digits|epochs: 4; line 3 has epochs again",
        "data: digits|epochs:; line 2: epochs must be a text, a number",
        "data: digits|epochs: {a: 1}; line 2: epochs must be a text, a number",
        "data: digits|epochs: !!java.net.URL x; line 2 must be YAML: Global tag is not allowed",
        "data: digits|xla: yes; line 2: xla (\"yes\") must be true or false",
        "data: [digits; must be YAML",
        "- data; must be a YAML mapping",
      })
  void errorsNameKeyAndLine(String text, String error) throws IOException {
    CommandRun run = withFile("c.yaml", text);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("c.yaml").contains(error).containsOnlyOnce("\n");
  }

  @Test
  void errorsInJsonNameTheLineToo() throws IOException {
    assertThat(withFile("c.json", "{|\"data\": \"digits\",|\"epoks\": 3}").err())
        .contains("c.json) line 3 has a member that is no option (epoks)");
    assertThat(withFile("c.json", "{|\"data\": \"digits\",|\"epochs\": \"x\"}").err())
        .contains("c.json) line 3: Invalid value for option '--epochs'");
    assertThat(withFile("c.json", "data: digits").err()).contains("ends in .yaml");
  }
}
