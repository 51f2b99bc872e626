package example;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.export.Format;
import dev.nasnet.export.TrainedModel;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.training.TrainingListener;
import dev.nasnet.training.TrainingRun;
import java.nio.file.Files;
import java.nio.file.Path;

/** Trains on the digits that ship with the library, with a recipe and a listener of its own. */
public final class TrainAndExport {
  /** Arguments: the number of epochs, and a new folder for the run and the models. */
  public static void main(String[] args) throws Exception {
    Path out = Files.createDirectories(Path.of(args[1]));
    DataSource digits = DataSource.parse("digits");
    NasNetSpec spec =
        NasNetSpec.cifar().toBuilder()
            .notation("1@96")
            .size(ImageSize.square(16))
            .batchNormMomentum(0.9)
            .classes(digits.classNames().size())
            .build();
    Recipe recipe =
        Recipe.STANDARD.toBuilder()
            .epochs(Integer.parseInt(args[0]))
            .batch(32)
            .learningRate(new LearningRate.Cosine(0.05))
            .augmentation(Augmentation.NONE)
            .seed(1)
            .build();
    Path run = out.resolve("run");
    TrainingRun.builder(Network.of(spec), digits, recipe, run)
        .listener(new Printer())
        .build()
        .train();

    ExportModel model = TrainedModel.of(run).read();
    System.out.println(Format.SAVED_MODEL.write(out.resolve("model"), model));
    System.out.println(Format.KERAS.write(out.resolve("digits.keras"), model));
    System.out.println(Format.ONNX.write(out.resolve("digits.onnx"), model.forServing()));
  }

  private static final class Printer implements TrainingListener {
    @Override
    public void onStep(long step, long steps, double loss) {}

    @Override
    public void onEpochEnd(EpochReport epoch) {
      System.out.printf(
          "epoch %d: loss %.3f, held-out accuracy %.1f %%%n",
          epoch.epoch(), epoch.loss(), 100 * epoch.top1());
    }
  }
}
