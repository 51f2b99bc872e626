package dev.nasnet.tensorboard;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.evaluation.ReviewedImage;
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
 * A training as TensorBoard shows it: three of its runs, {@code train}, {@code held_out} (what is
 * exported) and, where averages are kept, {@code held_out_raw} (the weights themselves). Steps are
 * training steps everywhere. What is written is bounded: see the constants.
 */
public final class TrainingEvents implements TrainingListener, AutoCloseable {
  /** Steps an epoch whose loss is written, evenly spread. */
  static final int MOST_STEPS = 200;

  /** Kernels whose histogram is written, evenly spread over the layers. */
  static final int MOST_KERNELS = 40;

  /** Epochs whose histograms and images are written, evenly spread; the last is one. */
  static final int MOST_PICTURED = 50;

  private final Network network;
  private final List<String> classNames;
  private final Recipe recipe;
  private final List<VariableSpec> kernels;
  private final EventWriter train;
  private final EventWriter heldOut;
  private final List<EventWriter> raw;
  private long timedStep;
  private long timedAt = System.nanoTime();

  /**
   * Begins new event files beside older ones; the graph is written into the first alone.
   *
   * @param folder whose sub-folders are TensorBoard's runs
   * @param network that is trained
   * @param classNames in the order of the labels
   * @param recipe by which
   */
  public TrainingEvents(Path folder, Network network, List<String> classNames, Recipe recipe) {
    this.network = network;
    this.classNames = List.copyOf(classNames);
    this.recipe = recipe;
    kernels = spread(network.forInference());
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

  private static List<VariableSpec> spread(Network network) {
    List<VariableSpec> all =
        network.variables().stream()
            .filter(spec -> spec.trainable() && spec.dimensions().length > 1)
            .toList();
    int count = Math.min(MOST_KERNELS, all.size());
    List<VariableSpec> spread = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spread.add(all.get((int) ((long) i * (all.size() - 1) / Math.max(1, count - 1))));
    }
    return spread;
  }

  @Override
  public void onRestore(long step) {
    train.restartAt(step + 1);
    heldOut.restartAt(step + 1);
    raw.forEach(writer -> writer.restartAt(step + 1));
    time(step);
  }

  @Override
  public void onStep(long step, long steps, double loss) {
    long every = Math.max(1, steps / recipe.epochs() / MOST_STEPS);
    if (step % every != 0) {
      return;
    }
    train.scalar(step, "batch_loss", loss);
    double seconds = (System.nanoTime() - timedAt) / 1e9;
    train.scalar(step, "images_per_second", (step - timedStep) * recipe.batch() / seconds);
    time(step);
  }

  private void time(long step) {
    timedStep = step;
    timedAt = System.nanoTime();
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
    scores(heldOut, step, report.heldOutLoss(), report.top1(), report.top5());
    for (EventWriter writer : raw) {
      scores(writer, step, report.rawHeldOutLoss(), report.rawTop1(), report.rawTop5());
    }
    int every = Math.max(1, (report.epochs() + MOST_PICTURED - 1) / MOST_PICTURED);
    if (report.epoch() % every == 0 || report.epoch() == report.epochs()) {
      histograms(view);
      images(view);
    }
    train.flush();
    heldOut.flush();
    raw.forEach(EventWriter::flush);
    time(step);
  }

  private static void scores(EventWriter to, long step, double loss, double top1, double top5) {
    to.scalar(step, "epoch_loss", loss);
    to.scalar(step, "epoch_top1", top1);
    to.scalar(step, "epoch_top5", top5);
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
    for (ReviewedImage seen : view.review().samples()) {
      String told = seen.isRight() ? "right" : "taken for " + name(seen.predicted());
      String tag = "%s/%s".formatted(name(seen.actual()), told);
      heldOut.image(view.report().step(), tag, seen.picture().bytes());
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
