package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDifferenceTest {
  private static final NasNetSpec SPEC = NasNetSpec.cifar();
  private static final List<String> NAMES = List.of("ant", "bee");
  private static final String SHA = "0123456789abcdef";
  private static final Recipe RECIPE = Recipe.STANDARD.toBuilder().epochs(10).build();
  private static final RunDescription KEPT = run(SPEC, NAMES, SHA, RECIPE);

  @TempDir private Path folder;

  @Test
  void anotherPathCommandOrFileOfWeightsIsNoDifference() {
    InitialWeights init = new InitialWeights("w.h5", "a file", "", 0, List.of(), List.of());
    RunDescription moved =
        new RunDescription(SPEC, NAMES, "folder:/moved", null, SHA, RECIPE, init, List.of("train"));
    assertThat(phrases(KEPT, moved)).isEmpty();
    assertThat(phrases(moved, KEPT)).isEmpty();
  }

  @Test
  void moreEpochsAreNoDifferenceButFewerAre() {
    assertThat(phrases(KEPT, KEPT.withEpochs(11))).isEmpty();
    assertThat(phrases(KEPT, KEPT)).isEmpty();
    assertThat(phrases(KEPT, KEPT.withEpochs(9))).containsExactly("recipe's --epochs 10, not 9");
  }

  @Test
  void eachValueOfNetworkAndRecipeIsNamed() {
    RunDescription other =
        run(
            SPEC.toBuilder().dropout(0.5).build(),
            NAMES,
            SHA,
            RECIPE.toBuilder().epochs(20).seed(3).build());
    assertThat(phrases(KEPT, other))
        .containsExactly("network's dropout 0.0, not 0.5", "recipe's --seed 0, not 3");
  }

  @Test
  void anOptionThatOnlyOneOfTheTwoHasIsNone() {
    Recipe adam =
        RECIPE.toBuilder().optimizer(new dev.nasnet.recipe.Optimizer.Adam(0.5, 0.75, 1)).build();
    assertThat(phrases(KEPT, run(SPEC, NAMES, SHA, adam)))
        .containsExactly(
            "recipe's --optimizer momentum, not adam",
            "recipe's momentum of --optimizer 0.9, not none",
            "recipe's beta 1 of --optimizer none, not 0.5",
            "recipe's beta 2 of --optimizer none, not 0.75",
            "recipe's epsilon of --optimizer none, not 1.0");
  }

  @Test
  void classesAreNamedAtMostFiveOfThem() {
    assertThat(phrases(run(SPEC, names(5), SHA, RECIPE), run(SPEC, names(7), SHA, RECIPE)))
        .containsExactly("classes 0, 1, 2, 3, 4, not 0, 1, 2, 3, 4 and 2 more");
    List<String> composed = List.of("p\u00eache");
    List<String> decomposed = List.of("pe\u0302che");
    assertThat(phrases(run(SPEC, composed, SHA, RECIPE), run(SPEC, decomposed, SHA, RECIPE)))
        .isEmpty();
  }

  @Test
  void dataIsNamedByTheFirstDigitsOfItsSum() {
    assertThat(phrases(KEPT, run(SPEC, NAMES, "ff", RECIPE)))
        .containsExactly(
            "data of digits (SHA-256 0123456789ab…), not of digits (ff…): files, their names or"
                + " what is held out differ");
  }

  @Test
  void theModeOfResizingIsADifference() {
    RunDescription cropped = split(ResizeMode.CROP);
    assertThat(phrases(KEPT, cropped)).containsExactly("`resize` stretch, not crop");
    assertThat(phrases(KEPT, split(ResizeMode.STRETCH))).isEmpty();
  }

  @Test
  void aRunIsContinuedByTheSameTraining() {
    KEPT.write(folder);
    assertThat(KEPT.withEpochs(12).requireSameTraining(folder)).isEqualTo(KEPT);
    RunDescription other = run(SPEC, NAMES, "ff", RECIPE.toBuilder().seed(3).build());
    assertThatThrownBy(() -> other.requireSameTraining(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("resume (" + folder + ") must continue the run as it began: data")
        .hasMessageEndingWith("held out differ; recipe's --seed 0, not 3");
  }

  /** The copy of a checkpoint from before the run was extended has fewer epochs. */
  @Test
  void theDescriptionWithTheMostEpochsCounts() throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoints/epoch-10"));
    Files.writeString(checkpoint.resolve("state.json"), "{}");
    KEPT.write(checkpoint);
    RunDescription extended = KEPT.withEpochs(20);
    extended.write(folder);
    assertThat(extended.requireSameTraining(folder)).isEqualTo(extended);
    assertThatThrownBy(() -> KEPT.withEpochs(15).requireSameTraining(folder))
        .hasMessageEndingWith(": recipe's --epochs 20, not 15");
  }

  private static List<String> phrases(RunDescription kept, RunDescription asked) {
    return new RunDifference(kept, asked).phrases();
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private static RunDescription split(ResizeMode mode) {
    return run(SPEC, new DataSplit(null, true, 9, null, null, mode, null), NAMES, SHA, RECIPE);
  }

  private static RunDescription run(
      NasNetSpec spec, List<String> names, String sha256, Recipe recipe) {
    return run(spec, null, names, sha256, recipe);
  }

  private static RunDescription run(
      NasNetSpec spec,
      @Nullable DataSplit split,
      List<String> names,
      String sha256,
      Recipe recipe) {
    return new RunDescription(spec, names, "digits", split, sha256, recipe, null, List.of());
  }
}
