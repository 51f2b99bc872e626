package dev.nasnet.cli;

import com.google.gson.JsonElement;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.inference.ClassScores;
import dev.nasnet.inference.PredictionMemory;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A network and its weights.
 *
 * @param model the network, its weights and their origin
 * @param spec the network's description
 * @param graph computes predictions
 * @param memory what predictions need
 */
record NetworkModel(
    ExportModel model, NasNetSpec spec, InferenceGraph graph, PredictionMemory memory)
    implements ScoringModel {
  static NetworkModel open(ExportModel model, Path path) {
    LayeredNetwork network = model.network();
    if (!(network.spec().head() instanceof Head.Classifier)) {
      throw new InvalidInputException(
          "--model (%s) must have a classifier; give one that has".formatted(path));
    }
    return new NetworkModel(
        model,
        network.spec(),
        InferenceGraph.open(network, model.weights()),
        PredictionMemory.ofNetwork(network));
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
    memory.require(images.size());
    float[] all = new float[Math.multiplyExact(images.size(), height() * width() * 3)];
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
    float[] probabilities = logits.clone();
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
