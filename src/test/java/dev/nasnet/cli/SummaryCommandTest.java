package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryCommandTest {
  @Test
  void theTableIsKerass() {
    CommandRun run = CommandRun.of("summary", "--preset", "mobile");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Layer (type)")
        .containsPattern("stem_conv1 \\(Conv2D\\) +\\(None, 111, 111, 32\\) +864 +input_layer\n")
        .endsWith(
            """
            Total params: 5,326,716
            Trainable params: 5,289,978
            Non-trainable params: 36,738
            Multiply-adds: 563,638,816
            """);
    assertThat(run.out().lines().filter(line -> line.contains("(None, "))).hasSize(771);
  }

  @Test
  void theJsonHasTheStatedMembersAndNoOther() {
    JsonObject json = json("summary", "--json");
    assertThat(json.keySet())
        .containsExactly("total", "trainable", "nonTrainable", "multiplyAdds", "layers");
    assertThat(json.get("total").getAsLong()).isEqualTo(5_326_716);
    assertThat(json.get("nonTrainable").getAsLong()).isEqualTo(36_738);
    assertThat(json.getAsJsonArray("layers")).hasSize(771);
    assertThat(json.getAsJsonArray("layers").get(1).toString())
        .isEqualTo(
            "{\"name\":\"stem_conv1\",\"type\":\"Conv2D\",\"outputShape\":[111,111,32],"
                + "\"parameters\":864,\"inputs\":[\"input_layer\"]}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "--preset large, 88949818",
    "--preset xception, 24720484",
    "--preset LARGE --no-top --pooling avg, 84916818",
    "--no-top, 4269716",
    "--preset large --classes 1001, 88953851",
    "--preset xception --stem-filters 32, 24702948",
    "--spec 2@192, 310274",
    "--spec 1@96 --stem-filters 8 --classes 10 --size 64x80 --wiring skip, 27512",
    "--dialect slim --dropout 0.5 --drop-path-keep 0.7 --pool-padding timm, 5326716",
    "--dialect keras --aux-head, 7739748",
  })
  void optionsReachTheSpec(String options, long total) {
    JsonObject json = json(("summary --json " + options).split(" "));
    assertThat(json.get("total").getAsLong()).isEqualTo(total);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "summary --spec 4@1000, nearest are 960 and 1056",
    "summary --spec 5@1538, nearest are 1536 and 1632",
    "summary --spec five, spec (five) must be N@P",
    "summary --size 31, must be at least 32 px",
    "summary --preset cifar --size 7, must be at least 8 px",
    "summary --size 66 --aux-head, at least 67 px",
    "summary --preset huge, '--preset (huge) must be large, mobile, xception, cifar, pnasnet-large or pnasnet-mobile'",
    "summary --classes many, --classes",
    "summary --classes 0, classes (0) must be within 1",
    "summary --pooling avg, --pooling (avg) needs --no-top",
    "summary --no-top --classes 3, '--no-top removes the classifier, which --classes (3) needs'",
    "summary --bogus, see nasnet summary --help",
    "bogus, see nasnet --help",
  })
  void whatIsWronglyAskedGetsOneLineAndTwo(String words, String message) {
    CommandRun run = CommandRun.of(words.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("nasnet: ").contains(message).hasLineCount(1);
  }

  @Test
  void verboseAddsTheStackTrace() {
    assertThat(CommandRun.of("summary", "--spec", "4@1000", "--verbose").err())
        .contains("nasnet: P of --spec (1000)", "\tat dev.nasnet.architecture.");
    assertThat(CommandRun.of("--verbose", "summary", "--size", "0").err()).contains("\tat ");
  }

  @Test
  void noCommandOrHelpIsHelp() {
    assertThat(CommandRun.of().exitCode()).isZero();
    assertThat(CommandRun.of().out()).contains("Usage: nasnet", "summary", "Example:");
    CommandRun help = CommandRun.of("summary", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("--drop-path-keep", "Example:");
    assertThat(CommandRun.of("--version").out()).startsWith("nasnet ");
  }

  private static JsonObject json(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }
}
