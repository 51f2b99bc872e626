package dev.nasnet.training;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.DataSplit;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.InitialWeights;
import dev.nasnet.run.RunDescription;
import dev.nasnet.run.RunFolder;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A training in a run's folder, as {@code nasnet train} does it: the folder is locked, {@code
 * run.json} describes the training, and observers can write a report and event files. Commands that
 * take a run, such as {@code nasnet export --run}, take the folder.
 *
 * <pre>{@code
 * DataSource data = DataSource.parse("digits");
 * NasNetSpec spec = NasNetSpec.cifar().toBuilder().notation("2@192").build();
 * TrainingRun.start(spec, data, Recipe.STANDARD, Path.of("runs/digits"));
 * }</pre>
 */
public final class TrainingRun {
  private final RunFolder folder;
  private final Recipe recipe;
  private final Network network;
  private final DescriptionOf description;
  private final CompositeListener listeners;
  private final Consumer<CompositeListener> observers;
  private final boolean resumes;
  private final Trainer trainer;
  private boolean isDone;

  /** Completes the description by the file of the initial weights. */
  private interface DescriptionOf {
    RunDescription begunWith(@Nullable InitialWeights origin);
  }

  private TrainingRun(Builder from) {
    folder = new RunFolder(from.folder);
    recipe = from.recipe;
    network = from.network;
    description =
        origin ->
            new RunDescription(
                from.network.spec(),
                from.data.classNames(),
                from.dataText,
                DataSplit.of(from.split, from.data.resize()),
                from.data.sha256(),
                from.recipe,
                origin,
                from.command);
    listeners = new CompositeListener(from.listener);
    observers = from.observers;
    resumes = from.resumes;
    trainer = new Trainer(from.network, from.data, from.recipe, folder, listeners, from.options);
  }

  /**
   * {@return a builder}
   *
   * @param network a network with a classifier for the classes of the data
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   * @param folder the run's folder, which is created if there is none
   */
  public static Builder builder(Network network, DataSource data, Recipe recipe, Path folder) {
    return new Builder(network, data, recipe, folder);
  }

  /**
   * Trains a network in a new folder, from weights that the initializers draw, with the usual
   * threads and without observers. {@link #builder} has the other choices.
   *
   * @param spec the network; its classifier becomes that of {@link Recipe#fitted}
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   * @param folder the run's folder, which is created if there is none
   * @return the finished run
   * @throws InvalidInputException if spec, data and recipe do not fit each other, or the folder
   *     holds a run
   */
  public static TrainingRun start(NasNetSpec spec, DataSource data, Recipe recipe, Path folder) {
    NasNetSpec fitting = recipe.fitted(spec, data.classNames().size());
    TrainingRun run = builder(Network.of(fitting), data, recipe, folder).build();
    run.train();
    return run;
  }

  /**
   * Trains all epochs of the recipe, from weights that the initializers draw.
   *
   * @return as {@link Trainer#train}
   */
  public boolean train() {
    return train(Weights.random(network, recipe.seed()), null, recipe.epochs());
  }

  /**
   * Trains all epochs of the recipe from the weights of a file, as {@code nasnet train --init}
   * does. Variables that the file lacks, or that have another shape there because the number of
   * classes differs, are drawn by the initializers. A classifier of as many classes is taken as it
   * is: class i of the file becomes class i of the data, whatever their names.
   *
   * @param file a Keras file, a SavedModel or a checkpoint
   * @return as {@link Trainer#train}
   * @throws InvalidInputException if the file's network differs from this one in more than its
   *     classifier
   */
  public boolean train(WeightsFile file) {
    WeightsFile.Loaded loaded =
        file.loadForTransfer(network, Weights.random(network, recipe.seed()));
    return train(loaded.weights(), InitialWeights.of(file, loaded), recipe.epochs());
  }

  /**
   * Trains up to an epoch.
   *
   * @param initial the initial weights, used if the folder has no checkpoint
   * @param origin the file of the initial weights, or null if the initializers drew them
   * @param until the epoch to stop after, at most the recipe's number of epochs
   * @return as {@link Trainer#train}
   * @throws InvalidInputException if the folder is in use, or holds another run, or a run that is
   *     not to be resumed
   */
  public boolean train(Weights initial, @Nullable InitialWeights origin, int until) {
    folder.exclusively(
        () -> {
          if (!resumes) {
            folder.requireNew();
          }
          describe(description.begunWith(origin));
          try (listeners) {
            observers.accept(listeners);
            isDone = trainer.train(initial, until);
          }
        });
    return isDone;
  }

  /** {@return whether {@link #train} reached its last epoch, or ended early by the recipe} */
  public boolean isDone() {
    return isDone;
  }

  /** Makes {@link #train} return after its present step, with a checkpoint; from any thread. */
  public void stop() {
    trainer.stop();
  }

  private void describe(RunDescription requested) {
    if (!folder.hasCheckpoint()) {
      requested.write(folder.path());
      return;
    }
    RunDescription kept = requested.requireSameTraining(folder.path());
    if (!kept.data().equals(requested.data())) {
      listeners.onMessage(
          "data is now %s; run.json keeps %s".formatted(requested.data(), kept.data()));
    }
    if (kept.restore(folder.path())) {
      listeners.onMessage("run.json was damaged: written again from a checkpoint's copy");
    }
    int epochs = requested.recipe().epochs();
    if (epochs > kept.recipe().epochs()) {
      kept.withEpochs(epochs).write(folder.path());
      listeners.onMessage(
          "epochs are now %d, not %d: the learning rate follows the longer schedule from here"
              .formatted(epochs, kept.recipe().epochs()));
    }
  }

  /** Builds a {@link TrainingRun}. */
  public static final class Builder {
    private final Network network;
    private final DataSource data;
    private final Recipe recipe;
    private final Path folder;
    private String dataText;
    private List<String> command = List.of();
    private @Nullable DataSplit split;
    private TrainerOptions options = TrainerOptions.on(Hardware.threads(0));
    private TrainingListener listener = new Silent();
    private Consumer<CompositeListener> observers = listeners -> {};
    private boolean resumes;

    private Builder(Network network, DataSource data, Recipe recipe, Path folder) {
      this.network = network;
      this.data = data;
      this.recipe = recipe;
      this.folder = folder;
      dataText = data.description();
    }

    /**
     * Sets the data source as a user named it (default: its description).
     *
     * @param text the source, as {@link DataSource#parse(String)} takes it
     * @return this builder
     */
    public Builder dataText(String text) {
      dataText = text;
      return this;
    }

    /**
     * Sets how the data was read and split, which run.json keeps (default: null, the usual way).
     *
     * @param value the split, or null for the usual one
     * @return this builder
     */
    public Builder split(@Nullable DataSplit value) {
      split = value;
      return this;
    }

    /**
     * Sets the words of the command line that trains (default: none).
     *
     * @param words the words, the first of them the command's name
     * @return this builder
     */
    public Builder command(List<String> words) {
      command = List.copyOf(words);
      return this;
    }

    /**
     * Sets engines, rollbacks and checkpoints within epochs (default: in this process).
     *
     * @param value the engines, the number of rollbacks and the interval of checkpoints
     * @return this builder
     */
    public Builder options(TrainerOptions value) {
      options = value;
      return this;
    }

    /**
     * Sets the listener; its failures end the training (default: none).
     *
     * @param value receives the progress
     * @return this builder
     */
    public Builder listener(TrainingListener value) {
      listener = value;
      return this;
    }

    /**
     * Sets a function that adds listeners that write files into the run's folder (default: none).
     * It is called when the folder is locked and described.
     *
     * @param value receives the composite to which it adds listeners
     * @return this builder
     */
    public Builder observers(Consumer<CompositeListener> value) {
      observers = value;
      return this;
    }

    /**
     * Sets whether the training resumes from the folder's newest checkpoint (default: false).
     *
     * @param value whether to resume
     * @return this builder
     */
    public Builder resumes(boolean value) {
      resumes = value;
      return this;
    }

    /**
     * {@return the run, which has written nothing yet}
     *
     * @throws InvalidInputException if network, data and recipe do not fit each other
     */
    public TrainingRun build() {
      return new TrainingRun(this);
    }
  }

  private static final class Silent implements TrainingListener {
    @Override
    public void onStep(long step, long steps, double loss) {}

    @Override
    public void onEpochEnd(EpochReport report) {}
  }
}
