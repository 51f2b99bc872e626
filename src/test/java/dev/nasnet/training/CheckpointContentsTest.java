package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.interop.Python;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.SavedState;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TensorFlow's own reader finds variables, slots, step and epoch in a checkpoint. */
@Tag("interop")
class CheckpointContentsTest {
  private static final Network NETWORK =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .stemFilters(6)
              .size(ImageSize.square(8))
              .build());

  @TempDir Path folder;

  @Test
  void tensorFlowReadsIt() {
    Recipe recipe = Recipe.STANDARD.toBuilder().epochs(1).batch(600).averageDecay(0.9).build();
    RunFolder run = new RunFolder(folder);
    new Trainer(NETWORK, DataSource.parse("digits"), recipe, run, new Silent(), 1)
        .train(Weights.random(NETWORK, 1), 1);
    SavedState state = run.best().orElseThrow();
    JsonObject found =
        JsonParser.parseString(
                Python.run("checkpoint.py", run.file(state))
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .findFirst()
                    .orElseThrow())
            .getAsJsonObject();
    assertThat(found.get("global_step").getAsLong()).isEqualTo(state.step()).isPositive();
    assertThat(found.get("epoch").getAsInt()).isEqualTo(1);
    JsonObject shapes = found.getAsJsonObject("shapes");
    int keys = 2;
    for (VariableSpec variable : NETWORK.variables()) {
      String shape = variable.shape().toString().replace(" ", "");
      assertThat(shapes.get(variable.name())).as(variable.name()).hasToString(shape);
      assertThat(shapes.get(Checkpoint.averageOf(variable.name()))).hasToString(shape);
      keys += 2;
      if (variable.trainable()) {
        assertThat(shapes.get(variable.name() + "/Momentum")).hasToString(shape);
        keys++;
      }
    }
    assertThat(shapes.size()).isEqualTo(keys);
  }

  private static final class Silent implements TrainingListener {
    @Override
    public void onStep(long step, long steps, double loss) {}

    @Override
    public void onEpochEnd(EpochReport report) {}
  }
}
