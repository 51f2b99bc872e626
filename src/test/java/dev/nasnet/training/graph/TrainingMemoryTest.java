package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Hardware;
import dev.nasnet.device.MachineMemory;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipeBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
  private static final long MEBIBYTE = 1L << 20;
  private static final Hardware PLAIN = Hardware.threads(0);
  private static final Hardware RECOMPUTING =
      new Hardware(0, DeviceKind.AUTO, false, true, 1, true);

  @Test
  void aTrainingThatFitsIsNotRefused() {
    TrainingMemory memory = TrainingMemory.of(network("1@24", 32), batch(64), PLAIN);
    assertThatCode(() -> memory.requireFree(new MachineMemory(memory.bytes(), "free memory")))
        .doesNotThrowAnyException();
  }

  @Test
  void theRefusalNamesTheBatchThatFits() {
    TrainingMemory memory = TrainingMemory.of(network("1@24", 64), batch(1024), PLAIN);
    long available = memory.estimate().bytes(130);
    assertThatThrownBy(() -> memory.requireFree(new MachineMemory(available, "ulimit -v")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("batch (1024) needs about")
        .hasMessageContaining("of memory for 1024 images at once, and ulimit -v allows")
        .hasMessageContaining("by estimate 130 would fit")
        .hasMessageEndingWith("give `accumulate` 8, or a smaller `batch`");
  }

  @Test
  void recomputationIsNamedWhereItHelpsAndNotGiven() {
    Network network = network("6@768", 32);
    MachineMemory memory =
        new MachineMemory(
            TrainingMemory.of(network, batch(256), PLAIN).estimate().bytes(32), "control group");
    assertThatThrownBy(() -> TrainingMemory.of(network, batch(256), PLAIN).requireFree(memory))
        .hasMessageContaining("by estimate 32 would fit (with `recompute`, ");
    assertThatThrownBy(
            () -> TrainingMemory.of(network, batch(256), RECOMPUTING).requireFree(memory))
        .hasMessageContaining("would fit: give");
  }

  @Test
  void whereNothingFitsTheCureIsAnotherNetwork() {
    TrainingMemory memory = TrainingMemory.of(network("2@192", 512), batch(2), PLAIN);
    assertThatThrownBy(() -> memory.requireFree(new MachineMemory(MEBIBYTE, "ulimit -v")))
        .hasMessageEndingWith("a batch of one may not fit either; use a smaller network or `size`");
  }

  @Test
  void slotsAveragesAndPartsCount() {
    Network network = network("6@768", 32);
    long plain = fixed(network, Recipe.STANDARD);
    long copy = network.parameters() * Float.BYTES;
    assertThat(fixed(network, builder().optimizer(Optimizer.Adam.STANDARD).build()))
        .isEqualTo(plain + copy);
    assertThat(fixed(network, builder().averageDecay(0.9).build())).isEqualTo(plain + copy);
    assertThat(fixed(network, builder().accumulate(2).build())).isEqualTo(plain + copy);
    TrainingMemory parts = TrainingMemory.of(network, builder().accumulate(4).build(), PLAIN);
    assertThat(parts.bytes()).isEqualTo(parts.estimate().bytes(8));
  }

  @Test
  void frozenLayersKeepNothing() {
    Network network = network("2@192", 32);
    long all = TrainingMemory.of(network, Recipe.STANDARD, PLAIN).estimate().bytesPerImage();
    FineTuning head = new FineTuning(List.of("stem..cell_3"), 0, false, List.of());
    Recipe tuned = builder().tuning(head).build();
    long some = TrainingMemory.of(network, tuned, PLAIN).estimate().bytesPerImage();
    assertThat(some).isBetween(all / 100, all / 3);
    FineTuning later = new FineTuning(List.of("stem..cell_3"), 2, false, List.of());
    Recipe unfrozen = builder().tuning(later).build();
    assertThat(TrainingMemory.of(network, unfrozen, PLAIN).estimate().bytesPerImage())
        .isEqualTo(all);
  }

  /** Measured peaks of docs/guides/training.md: Large at 331 with 8 images, 9.8 GB and 3.9 GB. */
  @Test
  void largeIsEstimatedAsMeasured() {
    Network network = Network.of(NasNetSpec.large());
    assertThat(TrainingMemory.of(network, batch(8), PLAIN).bytes() / 1e9).isBetween(9.0, 11.5);
    assertThat(TrainingMemory.of(network, batch(8), RECOMPUTING).bytes() / 1e9).isBetween(3.5, 5.5);
  }

  /** Measured in MiB: 839 for 64 images, 1,991 for 256, 6,194 and 6,580 for 1,024. */
  @Test
  void aSmallNetworkIsEstimatedAboveWhatWasMeasuredAndNotByMuch() {
    Network network = network("1@24", 32);
    assertThat(TrainingMemory.of(network, batch(64), PLAIN).bytes() / MEBIBYTE)
        .isBetween(839L, 1300L);
    assertThat(TrainingMemory.of(network, batch(256), PLAIN).bytes() / MEBIBYTE)
        .isBetween(1991L, 2800L);
    assertThat(TrainingMemory.of(network, batch(1024), PLAIN).bytes() / MEBIBYTE)
        .isBetween(6580L, 8700L);
  }

  private static long fixed(Network network, Recipe recipe) {
    return TrainingMemory.of(network, recipe, PLAIN).estimate().fixedBytes();
  }

  private static RecipeBuilder builder() {
    return Recipe.STANDARD.toBuilder();
  }

  private static Recipe batch(int batch) {
    return builder().batch(batch).build();
  }

  private static Network network(String notation, int size) {
    return Network.of(
        NasNetSpec.cifar().toBuilder().notation(notation).size(ImageSize.square(size)).build());
  }
}
