package example;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.export.Format;
import dev.nasnet.export.TrainedModel;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.RunFolder;
import dev.nasnet.training.TrainingRun;
import dev.nasnet.weights.WeightsFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fine-tunes a model that Keras saved on a folder of images, and saves it for Keras. */
public final class FineTune {
  /** Arguments: the {@code .keras} file, the folder of images, and a new folder for the run. */
  public static void main(String[] args) throws Exception {
    WeightsFile keras = WeightsFile.open(Path.of(args[0]));
    DataSource data = DataSource.parse("folder:" + args[1]);
    Path out = Files.createDirectories(Path.of(args[2]));

    // The file describes its network; the classifier becomes one for the classes of the folder.
    NasNetSpec spec =
        keras
            .describedSpec()
            .orElseThrow(() -> new InvalidInputException(args[0] + " must be a whole model"))
            .toBuilder()
            .classes(data.classNames().size())
            .build();
    Recipe recipe =
        Recipe.STANDARD.toBuilder()
            .epochs(2)
            .batch(16)
            .learningRate(new LearningRate.Constant(0.01))
            .build();
    Path run = out.resolve("run");
    TrainingRun.builder(Network.of(spec), data, recipe, run).build().train(keras);

    double accuracy = new RunFolder(run).best().orElseThrow().top1();
    System.out.printf("held-out accuracy %.1f %%%n", 100 * accuracy);
    System.out.println(
        Format.KERAS.write(out.resolve("tuned.keras"), TrainedModel.of(run).read()));
  }
}
