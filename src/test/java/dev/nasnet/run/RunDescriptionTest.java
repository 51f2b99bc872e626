package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipeJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunDescriptionTest {
  private static final InitialWeights INIT =
      new InitialWeights("/home/ada/w.h5", "a Keras file", "ab", 7, List.of("head"), List.of("x"));
  private static final RunDescription PLAIN =
      new RunDescription(
          NasNetSpec.cifar(),
          List.of("ant", "b<e>e"),
          "folder:/home/ada/insects",
          null,
          "0123456789abcdef",
          Recipe.STANDARD,
          null,
          List.of());
  private static final RunDescription FULL =
      new RunDescription(
          NasNetSpec.cifar(),
          List.of("ant", "bee"),
          "folder:/home/ada/insects",
          new DataSplit(0.25, false, 9, null, null, ResizeMode.CROP, null),
          "0123456789abcdef",
          Recipe.STANDARD,
          INIT,
          List.of("train", "--out=/home/ada/run"));

  @TempDir private Path run;

  @Test
  void whatIsWrittenIsReadAsAnEqualDescription() throws IOException {
    for (RunDescription description : List.of(PLAIN, FULL)) {
      description.write(run);
      assertThat(RunDescription.read(run)).isEqualTo(description);
      assertThat(RunDescription.readFile(run.resolve("run.json"))).isEqualTo(description);
    }
  }

  @Test
  void theFileIsIndentedAndHasWhatThereIs() throws IOException {
    PLAIN.write(run);
    String text = Files.readString(run.resolve("run.json"));
    assertThat(text).startsWith("{\n  \"version\": 1,\n").contains("\"b<e>e\"").endsWith("}\n");
    assertThat(members())
        .containsExactly("version", "spec", "classNames", "data", "dataSha256", "recipe");
    FULL.write(run);
    assertThat(members())
        .containsExactly(
            "version",
            "spec",
            "classNames",
            "data",
            "split",
            "dataSha256",
            "recipe",
            "init",
            "command");
  }

  @Test
  void theProvenanceHasNoFolders() {
    Map<String, Object> provenance = FULL.provenance();
    assertThat(provenance.keySet())
        .containsExactly("data", "dataSha256", "split", "resize", "recipe", "init", "command");
    assertThat(provenance)
        .containsEntry("data", "folder:insects")
        .containsEntry("dataSha256", "0123456789abcdef")
        .containsEntry("resize", "crop")
        .containsEntry("recipe", RecipeJson.write(Recipe.STANDARD))
        .containsEntry("init", PathRedaction.of(INIT))
        .containsEntry("command", List.of("train", "--out=run"));
    assertThat(provenance.get("split"))
        .hasToString("{\"heldOut\":0.25,\"skipBad\":false,\"maxPixels\":9}");
    assertThat(PLAIN.provenance().keySet()).containsExactly("data", "dataSha256", "recipe");
  }

  @Test
  void onlyTheEpochsAreReplaced() {
    RunDescription longer = FULL.withEpochs(77);
    assertThat(longer.recipe()).isEqualTo(Recipe.STANDARD.toBuilder().epochs(77).build());
    assertThat(longer.withEpochs(Recipe.STANDARD.epochs())).isEqualTo(FULL);
    assertThat(FULL.resize()).isEqualTo(ResizeMode.CROP);
    assertThat(PLAIN.resize()).isEqualTo(ResizeMode.STRETCH);
  }

  @Test
  void aDamagedFileIsRestored() throws IOException {
    FULL.write(run);
    assertThat(FULL.restore(run)).isFalse();
    Files.writeString(run.resolve("run.json"), "{");
    assertThat(FULL.restore(run)).isTrue();
    assertThat(RunDescription.read(run)).isEqualTo(FULL);
  }

  @Test
  void theNewestCheckpointHasACopy() throws IOException {
    copy("epoch-1", FULL);
    copy("epoch-2", PLAIN);
    Files.writeString(run.resolve("run.json"), "[]");
    assertThat(RunDescription.read(run)).isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|it is no JSON;",
        "[]|it is no JSON object;",
        "{\"specJson\": \"{}\"}|it has the form of an earlier version; export the run with the"
            + " version that trained it, or train it again;",
        "{\"specJson\": \"{}\", \"version\": 1}|run.json lacks its member spec;",
        "{\"version\": 2}|run.json's version (2) must be 1; a later version wrote it;",
        "{\"version\": 1}|run.json lacks its member spec;"
      })
  void aFileThatCannotBeReadIsRefusedWithTheReason(String text, String reason) throws IOException {
    Files.writeString(run.resolve("run.json"), text);
    String end = " has no readable run.json: " + reason + " give a folder that nasnet train wrote";
    assertThatThrownBy(() -> RunDescription.read(run))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("run (" + run + ")" + end);
    Path file = run.resolve("run.json");
    assertThatThrownBy(() -> RunDescription.readFile(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("run.json (" + file + ")" + end);
  }

  @Test
  void aFolderWithoutARunIsRefused() {
    assertThatThrownBy(() -> RunDescription.read(run))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "run (%s) has no readable run.json; give a folder that nasnet train wrote"
                .formatted(run));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`[]`",
        "`3`",
        "`{\"kind\": \"x\", \"sha256\": \"\", \"loaded\": 1, \"fresh\": [], \"report\": []}`",
        "`{\"file\": \"x\", \"sha256\": \"\", \"loaded\": 1, \"fresh\": [], \"report\": []}`",
        "`{\"file\": \"x\", \"kind\": \"\", \"loaded\": 1, \"fresh\": [], \"report\": []}`",
        "`{\"file\": \"x\", \"kind\": \"\", \"sha256\": \"\", \"report\": []}`",
        "`{\"file\": \"x\", \"kind\": \"\", \"sha256\": \"\", \"fresh\": []}`",
        "`{\"file\": \"x\", \"kind\": \"\", \"sha256\": \"\", \"fresh\": [], \"report\": [null]}`",
        "`{\"file\": [], \"kind\": \"\", \"sha256\": \"\", \"fresh\": [], \"report\": []}`",
        "`{\"file\": \"x\", \"loaded\": \"many\"}`"
      })
  void damagedInitialWeightsAreRefused(String init) throws IOException {
    FULL.write(run);
    JsonObject json = json();
    json.add("init", JsonParser.parseString(init));
    Files.writeString(run.resolve("run.json"), json.toString());
    assertThatThrownBy(() -> RunDescription.read(run))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("run.json's init (")
        .hasMessageContaining(") must describe a file of weights;");
  }

  @Test
  void anUnknownMemberIsRefused() throws IOException {
    FULL.write(run);
    JsonObject json = json();
    json.addProperty("cluster", "big");
    Files.writeString(run.resolve("run.json"), json.toString());
    assertThatThrownBy(() -> RunDescription.read(run))
        .hasMessageContaining("run.json has unknown members (cluster)");
  }

  @Test
  void aFolderThatIsAFileIsNamed() throws IOException {
    Path file = Files.writeString(run.resolve("file"), "");
    assertThatThrownBy(() -> PLAIN.write(file))
        .isInstanceOf(FailureException.class)
        .hasMessageStartingWith("run (" + file + ") cannot be written: ");
  }

  private void copy(String checkpoint, RunDescription description) throws IOException {
    Path folder = Files.createDirectories(run.resolve("checkpoints").resolve(checkpoint));
    Files.writeString(folder.resolve("state.json"), "{}");
    description.write(folder);
  }

  private JsonObject json() throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("run.json"))).getAsJsonObject();
  }

  private List<String> members() throws IOException {
    return List.copyOf(json().keySet());
  }
}
