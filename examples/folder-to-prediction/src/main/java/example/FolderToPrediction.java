package example;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.export.Format;
import dev.nasnet.export.TrainedModel;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.Prediction;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.TrainingRun;
import java.nio.file.Files;
import java.nio.file.Path;

/** From a folder of images, one sub-folder a class, to the classes of a JPEG. */
public final class FolderToPrediction {
  /** Arguments: the folder of images, a JPEG, and a new folder for the run and the model. */
  public static void main(String[] args) throws Exception {
    DataSource data = DataSource.parse("folder:" + args[0]);
    Path out = Files.createDirectories(Path.of(args[2]));

    NasNetSpec spec = NasNetSpec.cifar().toBuilder().notation("1@96").size(ImageSize.square(32)).build();
    Recipe recipe = Recipe.STANDARD.toBuilder().epochs(8).batch(16).build();
    TrainingRun.start(spec, data, recipe, out.resolve("run"));

    Path model =
        Format.SAVED_MODEL.write(
            out.resolve("model"), TrainedModel.of(out.resolve("run")).read());
    System.out.println("exported " + model);

    try (Classifier classifier = Classifier.open(model)) {
      for (Prediction prediction : classifier.classify(Path.of(args[1]), 3)) {
        System.out.printf("%s %.3f%n", prediction.label(), prediction.probability());
      }
    }
  }
}
