package dev.nasnet.cli;

import com.google.gson.JsonElement;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.bundle.VersionFolders;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.inference.ClassScores;
import dev.nasnet.inference.Classifier;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.RunDescription;
import dev.nasnet.weights.NamedArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A classifier that {@code nasnet evaluate} scores: a bundle, a run or a file of weights. */
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
   * @param err receives a line for each assumption about a file of weights
   * @throws InvalidInputException if there is no such model, or it has no classifier
   */
  static ScoringModel open(Path model, PrintWriter err) {
    if (!Files.exists(model.resolve(RunDescription.FILE)) && !Files.isRegularFile(model)) {
      return new OfBundle(Classifier.open(model), model);
    }
    ExportModel read =
        WeightsSource.read(model, source -> source.model(new SpecOptions(), List.of(), err));
    return OfNetwork.open(read, model);
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

  /** A network and its weights. */
  record OfNetwork(ExportModel model, NasNetSpec spec, InferenceGraph graph)
      implements ScoringModel {
    static OfNetwork open(ExportModel model, Path path) {
      LayeredNetwork network = model.network();
      if (!(network.spec().head() instanceof Head.Classifier)) {
        throw new InvalidInputException("--model (%s) must have a classifier".formatted(path));
      }
      return new OfNetwork(model, network.spec(), InferenceGraph.open(network, model.weights()));
    }

    @Override
    public int height() {
      return spec.size().height();
    }

    @Override
    public int width() {
      return spec.size().width();
    }

    @Override
    public int classes() {
      return spec.classes();
    }

    @Override
    public boolean isMultiLabel() {
      return ((Head.Classifier) spec.head()).activation() == HeadActivation.SIGMOID;
    }

    @Override
    public List<String> labels() {
      return model.classNames();
    }

    @Override
    public List<String> classIds() {
      return model.classIds();
    }

    @Override
    public Map<String, JsonElement> origin() {
      return OriginJson.of(model.provenance());
    }

    @Override
    public ClassScores scores(List<float[]> images) {
      float[] all = new float[images.size() * height() * width() * 3];
      int at = 0;
      for (float[] image : images) {
        System.arraycopy(image, 0, all, at, image.length);
        at += image.length;
      }
      float[] logits =
          graph
              .logits(new NamedArray("images", List.of(images.size(), height(), width(), 3), all))
              .values();
      List<float[]> ranking = new ArrayList<>();
      List<float[]> probabilities = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        float[] row = Arrays.copyOfRange(logits, i * classes(), (i + 1) * classes());
        ranking.add(row);
        probabilities.add(isMultiLabel() ? sigmoid(row) : softmax(row));
      }
      return new ClassScores(probabilities, ranking);
    }

    private static float[] sigmoid(float[] logits) {
      float[] probabilities = new float[logits.length];
      for (int i = 0; i < logits.length; i++) {
        probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i])));
      }
      return probabilities;
    }

    private static float[] softmax(float[] logits) {
      double most = Double.NEGATIVE_INFINITY;
      for (float logit : logits) {
        most = Math.max(most, logit);
      }
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit - most);
      }
      float[] probabilities = new float[logits.length];
      for (int i = 0; i < logits.length; i++) {
        probabilities[i] = (float) (Math.exp(logits[i] - most) / sum);
      }
      return probabilities;
    }

    @Override
    public void close() {
      graph.close();
    }
  }
}
