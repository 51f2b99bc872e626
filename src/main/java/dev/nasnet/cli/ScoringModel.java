package dev.nasnet.cli;

import com.google.gson.JsonElement;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.bundle.VersionFolders;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.export.TrainedModel;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.inference.ClassScores;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.RunDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A classifier of the commands {@code evaluate} and {@code predict}: a bundle, a run or weights.
 */
interface ScoringModel extends AutoCloseable {
  /** Returns the height of the images in pixels. */
  int height();

  /** Returns the width of the images in pixels. */
  int width();

  /** Returns the number of classes. */
  int classes();

  /** Returns whether the model has a sigmoid head: an image may have any number of labels. */
  boolean isMultiLabel();

  /** Returns the class names in the order of the outputs, or none. */
  List<String> labels();

  /** Returns the WordNet ids of the classes in the order of the outputs, or none. */
  List<String> classIds();

  /**
   * Returns the WordNet ids if the model has them and the data's classes are named so, as the
   * folders of ImageNet are; otherwise the class names.
   *
   * @param classes the names of the data's classes
   */
  default List<String> namesLike(List<String> classes) {
    boolean hasIds =
        classIds().size() == classes() && new HashSet<>(classIds()).containsAll(classes);
    return hasIds ? classIds() : labels();
  }

  /** Returns what the model states about the origin of its weights, by name. */
  Map<String, JsonElement> origin();

  /** {@return how images with another aspect ratio are brought to the model's size} */
  default ResizeMode resize() {
    return Provenance.resize(origin().get(Provenance.RESIZE));
  }

  /**
   * Predicts a batch.
   *
   * @param images for each image {@code H·W·3} values, −1…1
   */
  ClassScores scores(List<float[]> images);

  @Override
  void close();

  /**
   * Opens a model.
   *
   * @param model a bundle, the folder of a run, or a file of weights that {@code nasnet convert}
   *     reads
   * @param cells the cells of a file of weights that does not contain them, or null
   * @param err receives a line for each assumption about a file of weights
   * @param threads the numbers of a bundle's threads
   * @throws InvalidInputException if there is no such model, it has no classifier, or threads are
   *     given for another model than a bundle
   */
  static ScoringModel open(
      Path model, @Nullable Path cells, PrintWriter err, ThreadConfig threads) {
    if (cells != null && !Files.isRegularFile(model)) {
      throw new InvalidInputException(
          "--cell (%s) must be given with a file of weights; --model (%s) contains its cells, omit it"
              .formatted(cells, model));
    }
    if (!Files.exists(model.resolve(RunDescription.FILE)) && !Files.isRegularFile(model)) {
      return new OfBundle(Classifier.open(model, PixelLimit.USUAL, threads), model);
    }
    if (!threads.equals(ThreadConfig.BEST)) {
      throw new InvalidInputException(
          "--inter-op-threads and --intra-op-threads need a bundle, not --model (%s); omit them"
              .formatted(model));
    }
    return ofWeights(model, cells, err);
  }

  /**
   * Opens a model with its weights: also a bundle, if it has variables.
   *
   * @param model as for {@link #open}
   * @param cells as for {@link #open}
   * @param err receives a line for each assumption about a file of weights
   * @throws InvalidInputException as {@link #open}
   */
  static NetworkModel ofWeights(Path model, @Nullable Path cells, PrintWriter err) {
    ServingFile.refuse(model);
    if (Files.exists(model.resolve(RunDescription.FILE))) {
      return NetworkModel.open(TrainedModel.of(model).read("training", List.of()), model);
    }
    SpecOptions options = SpecOptions.ofCells(cells);
    ExportModel read =
        WeightsSource.read(model, options.cells(), source -> source.model(options, List.of(), err));
    Map<String, Object> provenance = new LinkedHashMap<>(read.provenance());
    provenance.putAll(OfBundle.origin(model));
    return NetworkModel.open(
        new ExportModel(
                read.network(), read.weights(), read.classNames(), provenance, read.samples())
            .withClassIds(read.classIds()),
        model);
  }

  /** A bundle. */
  record OfBundle(Classifier classifier, Path model) implements ScoringModel {
    @Override
    public int height() {
      return classifier.height();
    }

    @Override
    public int width() {
      return classifier.width();
    }

    @Override
    public int classes() {
      return classifier.classes();
    }

    @Override
    public boolean isMultiLabel() {
      return classifier.isMultiLabel();
    }

    @Override
    public List<String> labels() {
      return classifier.labels();
    }

    @Override
    public List<String> classIds() {
      return classifier.classIds();
    }

    @Override
    public Map<String, JsonElement> origin() {
      return origin(model);
    }

    private static Map<String, JsonElement> origin(Path model) {
      try {
        Optional<Path> version =
            VersionFolders.isVersion(model) ? Optional.of(model) : VersionFolders.newest(model);
        return version
            .flatMap(Provenance::ofBundle)
            .<Map<String, JsonElement>>map(Provenance::origin)
            .orElse(Map.of());
      } catch (IOException e) {
        return Map.of();
      }
    }

    @Override
    public ClassScores scores(List<float[]> images) {
      return classifier.scores(images);
    }

    @Override
    public void close() {
      classifier.close();
    }
  }
}
