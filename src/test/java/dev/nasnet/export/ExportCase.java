package dev.nasnet.export;

import com.google.gson.Gson;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A network, random weights and two random images: what is exported, and asked by each judge. */
public record ExportCase(Network network, Weights weights, NamedArray images) {
  /** Odd and unequal sides, ImageNet's stem. */
  static final NasNetSpec ODD =
      NasNetSpec.of("1@96").toBuilder().size(new ImageSize(33, 40)).classes(3).build();

  /** The fewest cells that there can be. */
  static final NasNetSpec SMALL =
      NasNetSpec.cifar().toBuilder()
          .notation("1@24")
          .stemFilters(6)
          .size(ImageSize.square(16))
          .classes(3)
          .build();

  /** Each head once, the whole classifier first, by its name. */
  static final List<String> HEADS = List.of("softmax", "logits", "features");

  static ExportCase of(NasNetSpec spec) {
    Network network = Network.of(spec);
    return of(network, Weights.randomBatchNorm(network, 11));
  }

  /** With these weights. */
  public static ExportCase of(Network network, Weights weights) {
    return new ExportCase(network, weights, images(network));
  }

  /**
   * A network with that head.
   *
   * @param name of {@link #HEADS}
   */
  static ExportCase ofHead(String name) {
    return switch (name) {
      case "softmax" -> of(ODD);
      case "logits" -> of(SMALL.toBuilder().logits().build());
      default -> of(SMALL.toBuilder().noTop(Pooling.MAX).build());
    };
  }

  /**
   * The same with a smaller last kernel: random weights give logits of thousands, whose softmax is
   * all zeros and a one, so that nothing could be compared.
   */
  ExportCase moderate() {
    float largest = 0;
    for (float logit : logits().values()) {
      largest = Math.max(largest, Math.abs(logit));
    }
    float factor = 10 / largest;
    List<NamedArray> arrays =
        weights.arrays().stream()
            .map(a -> a.name().equals("predictions/kernel") ? scaled(a, factor) : a)
            .toList();
    return new ExportCase(network, Weights.of(arrays), images);
  }

  ExportModel artefact() {
    return new ExportModel(network, weights, List.of(), Map.of("seed", 7));
  }

  /** What the whole network answers. */
  NamedArray answer() {
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      return graph.run(images);
    }
  }

  /** The same before its softmax. */
  NamedArray logits() {
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      return graph.logits(images);
    }
  }

  /** Writes {@code case.npz}: {@code image}, {@code answer} and {@code logits}. */
  public void writeAnswers(Path folder) throws IOException {
    List<NamedArray> arrays = List.of(images, named("answer", answer()), named("logits", logits()));
    AtomicWrites.file(folder.resolve("case.npz"), stream -> Npz.write(stream, arrays));
  }

  /** Writes {@code expected.json}: the layers and the variables. */
  void writeFacts(Path folder) throws IOException {
    List<VariableSpec> variables = network.variables();
    Map<String, Object> facts =
        Map.of(
            "names", network.layers().stream().map(Layer::name).toList(),
            "layers", network.layers().size(),
            "variables", variables.size(),
            "trainable", variables.stream().filter(VariableSpec::trainable).count());
    Files.writeString(folder.resolve("expected.json"), new Gson().toJson(facts));
  }

  private static NamedArray named(String name, NamedArray array) {
    return new NamedArray(name, array.shape(), array.values());
  }

  private static NamedArray scaled(NamedArray array, float factor) {
    float[] values = array.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new NamedArray(array.name(), array.shape(), values);
  }

  private static NamedArray images(Network network) {
    int height = network.input().output().height();
    int width = network.input().output().width();
    Random random = new Random(3);
    float[] values = new float[2 * height * width * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return new NamedArray("image", List.of(2, height, width, 3), values);
  }
}
