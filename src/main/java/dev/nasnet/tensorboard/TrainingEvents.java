package dev.nasnet.tensorboard;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.evaluation.ReviewedImage;
import dev.nasnet.evaluation.Score;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.training.EpochView;
import dev.nasnet.training.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/**
 * Writes the progress of a training for TensorBoard as up to three runs: {@code train}, {@code
 * held_out} (the scores of the weights that are exported) and, if moving averages of the weights
 * are kept, {@code held_out_raw} (the scores of the weights without averaging). All steps are
 * training steps. The constants limit the amount of data.
 */
public final class TrainingEvents implements TrainingListener, AutoCloseable {
  /** The approximate largest number of steps in an epoch for which the loss is written. */
  static final int MAX_STEPS = 200;

  /** The largest number of kernels with histograms, chosen evenly over the layers. */
  static final int MAX_KERNELS = 40;

  /** The largest number of epochs with histograms and images, including the last epoch. */
  static final int MAX_IMAGE_EPOCHS = 50;

  private final Network network;
  private final List<String> classNames;
  private final Recipe recipe;
  private final List<VariableSpec> kernels;
  private final EventWriter train;
  private final EventWriter heldOut;
  private final List<EventWriter> raw;
  private long timedStep;
  private long timingStart = System.nanoTime();

  /**
   * Creates new event files beside those of earlier parts of the training. The network's graph is
   * written only to the first event file of a training.
   *
   * @param folder the folder that contains the folders of TensorBoard's runs
   * @param network the trained network
   * @param classNames the names of the classes in the order of the labels
   * @param recipe the hyper-parameters
   */
  public TrainingEvents(Path folder, Network network, List<String> classNames, Recipe recipe) {
    this.network = network;
    this.classNames = List.copyOf(classNames);
    this.recipe = recipe;
    kernels = kernels(network.forInference());
    boolean isNew = !Files.exists(folder.resolve("train"));
    train = new EventWriter(folder.resolve("train"));
    heldOut = new EventWriter(folder.resolve("held_out"));
    raw =
        recipe.averageDecay() > 0
            ? List.of(new EventWriter(folder.resolve("held_out_raw")))
            : List.of();
    if (isNew) {
      train.graph(new LayeredGraph(network).definition());
      train.flush();
    }
  }

  private static List<VariableSpec> kernels(Network network) {
    List<VariableSpec> all =
        network.variables().stream()
            .filter(spec -> spec.trainable() && spec.dimensions().length > 1)
            .toList();
    int count = Math.min(MAX_KERNELS, all.size());
    List<VariableSpec> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(all.get((int) ((long) i * (all.size() - 1) / Math.max(1, count - 1))));
    }
    return chosen;
  }

  @Override
  public void onRestore(long step) {
    train.restartAt(step + 1);
    heldOut.restartAt(step + 1);
    raw.forEach(writer -> writer.restartAt(step + 1));
    startTiming(step);
  }

  @Override
  public void onStep(long step, long steps, double loss) {
    long interval = Math.max(1, steps / recipe.epochs() / MAX_STEPS);
    if (step % interval != 0) {
      return;
    }
    train.scalar(step, "batch_loss", loss);
    double seconds = (System.nanoTime() - timingStart) / 1e9;
    train.scalar(step, "images_per_second", (step - timedStep) * recipe.batch() / seconds);
    startTiming(step);
  }

  private void startTiming(long step) {
    timedStep = step;
    timingStart = System.nanoTime();
  }

  @Override
  public boolean wantsReview() {
    return true;
  }

  @Override
  public void onReview(EpochView view) {
    EpochReport report = view.report();
    long step = report.step();
    train.scalar(step, "epoch_loss", report.loss());
    train.scalar(step, "learning_rate", report.learningRate());
    scores(
        heldOut,
        step,
        new Score(
            report.top1(), report.top5(), report.heldOutLoss(), report.macroAveragePrecision()));
    for (EventWriter writer : raw) {
      scores(
          writer,
          step,
          new Score(
              report.rawTop1(),
              report.rawTop5(),
              report.rawHeldOutLoss(),
              report.rawMacroAveragePrecision()));
    }
    int interval = Math.max(1, (report.epochs() + MAX_IMAGE_EPOCHS - 1) / MAX_IMAGE_EPOCHS);
    if (report.epoch() % interval == 0 || report.epoch() == report.epochs()) {
      histograms(view);
      images(view);
    }
    train.flush();
    heldOut.flush();
    raw.forEach(EventWriter::flush);
    startTiming(step);
  }

  private static void scores(EventWriter writer, long step, Score score) {
    writer.scalar(step, "epoch_loss", score.loss());
    Double mean = score.macroAveragePrecision();
    if (mean != null) {
      writer.scalar(step, "epoch_exact_match", score.top1());
      writer.scalar(step, "epoch_macro_average_precision", mean);
      return;
    }
    writer.scalar(step, "epoch_top1", score.top1());
    writer.scalar(step, "epoch_top5", score.top5());
  }

  private void histograms(EpochView view) {
    try (Result values = view.values().apply(kernels)) {
      for (int i = 0; i < kernels.size(); i++) {
        VariableSpec kernel = kernels.get(i);
        String tag = network.layer(kernel.layer()).location().block() + "/" + kernel.name();
        train.histogram(view.report().step(), tag, (TFloat32) values.get(i));
      }
    }
  }

  private void images(EpochView view) {
    for (ReviewedImage image : view.review().samples()) {
      String prediction = image.isRight() ? "right" : "taken for " + name(image.predicted());
      String tag = "%s/%s".formatted(name(image.actual()), prediction);
      heldOut.image(view.report().step(), tag, image.picture().bytes());
    }
  }

  private String name(int label) {
    return classNames.get(label).replace('/', '∕');
  }

  @Override
  public void onEpochEnd(EpochReport report) {}

  @Override
  public void close() {
    train.close();
    heldOut.close();
    raw.forEach(EventWriter::close);
  }
}
