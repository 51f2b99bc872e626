package dev.nasnet.training.graph;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.BatchNormUpdate;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import dev.nasnet.training.graph.GradientBuilder.Gradients;
import dev.nasnet.training.graph.GradientBuilder.Subgraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A forward and backward pass that keeps only the tensors between the network's blocks (stem,
 * cells, auxiliary head) in memory: the backward pass computes each block again from its inputs
 * when the gradients of its outputs are known. The last cell with the classifier is kept. The
 * gradients are the same; the forward pass is computed almost twice (Chen et al., "Training Deep
 * Nets with Sublinear Memory Cost", arXiv:1604.06174).
 */
final class GradientCheckpointing {
  private final Ops tf;
  private final Network network;
  private final Mode mode;
  private final Variables variables;
  private final List<Part> parts;
  private final Map<String, Operand<TFloat32>> kept = new HashMap<>();
  private final List<BatchNormUpdate> statistics = new ArrayList<>();
  private final NetworkGraph last;

  /**
   * A block of layers.
   *
   * @param layers the layers, each after its inputs
   * @param reads the layers of other blocks that are inputs of this block
   * @param gives the layers of this block that other blocks or the loss read
   */
  private record Part(List<Layer> layers, List<String> reads, List<String> gives) {
    boolean holds(VariableSpec spec) {
      return layers.stream().anyMatch(layer -> layer.name().equals(spec.layer()));
    }
  }

  /** Adds the forward pass. */
  GradientCheckpointing(
      Ops tf, Network network, Operand<TFloat32> images, Mode mode, Variables variables) {
    this.tf = tf;
    this.network = network;
    this.mode = mode;
    this.variables = variables;
    parts = parts(network);
    kept.put(network.input().name(), images);
    NetworkGraph answering = null;
    for (Part part : parts) {
      NetworkGraph built = build(part, kept);
      answering = isLast(part) ? built : answering;
      for (String name : part.gives()) {
        kept.put(name, tf.stopGradient(built.logits(name)));
      }
      statistics.addAll(built.batchNormUpdates());
    }
    last = Objects.requireNonNull(answering);
  }

  /** Returns the logits, float32 {@code [N, classes]}, through which no gradient passes. */
  Operand<TFloat32> logits() {
    return kept(network.output().name());
  }

  /**
   * Returns the auxiliary classifier's logits, float32 {@code [N, classes]}, through which no
   * gradient passes.
   */
  Optional<Operand<TFloat32>> auxiliaryLogits() {
    return network.auxiliaryOutput().map(layer -> kept(layer.name()));
  }

  /** Returns the new running statistics of batch normalization. */
  List<BatchNormUpdate> statistics() {
    return statistics;
  }

  /**
   * Adds the backward pass.
   *
   * @param task the loss of the logits
   * @param trained the variables to compute gradients by
   */
  Map<VariableSpec, Operand<TFloat32>> gradients(
      GradientBuilder backward, Operand<TFloat32> task, List<VariableSpec> trained) {
    Map<String, List<Operand<TFloat32>>> back = new HashMap<>();
    List<String> ends = new ArrayList<>(List.of(network.output().name()));
    network.auxiliaryOutput().ifPresent(layer -> ends.add(layer.name()));
    put(
        back,
        ends,
        backward
            .through(
                Subgraph.to(task, List.of()), ends.stream().map(this::kept).toList(), List.of())
            .byInputs());
    Set<String> reached = reached(trained);
    Map<VariableSpec, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    for (int i = parts.size() - 1; i >= 0; i--) {
      Part part = parts.get(i);
      List<VariableSpec> own = trained.stream().filter(part::holds).toList();
      List<String> reads = part.reads().stream().filter(reached::contains).toList();
      if (!own.isEmpty() || !reads.isEmpty()) {
        List<Operand<TFloat32>> outer = new ArrayList<>();
        part.gives().forEach(name -> outer.add(tf.math.addN(back.get(name))));
        Gradients found = back(backward, part, outer, reads, own);
        put(back, reads, found.byInputs());
        gradients.putAll(found.byVariables());
      }
    }
    return gradients;
  }

  /** Returns the outputs of blocks with trained variables, or behind such blocks. */
  private Set<String> reached(List<VariableSpec> trained) {
    Set<String> reached = new HashSet<>();
    for (Part part : parts) {
      if (trained.stream().anyMatch(part::holds)
          || part.reads().stream().anyMatch(reached::contains)) {
        reached.addAll(part.gives());
      }
    }
    return reached;
  }

  private Gradients back(
      GradientBuilder backward,
      Part part,
      List<Operand<TFloat32>> outer,
      List<String> reads,
      List<VariableSpec> own) {
    Map<String, Operand<TFloat32>> given = isLast(part) ? kept : later(part, outer);
    NetworkGraph built = isLast(part) ? last : build(part, given);
    return backward.through(
        new Subgraph(
            part.gives().stream().map(built::logits).toList(),
            outer,
            built.customKernelGradients()),
        reads.stream().map(name -> Objects.requireNonNull(given.get(name))).toList(),
        own);
  }

  /**
   * Returns the inputs of a block, available only after the gradients of its outputs, so that no
   * graph optimizer merges the second computation of the block with the first.
   */
  private Map<String, Operand<TFloat32>> later(Part part, List<Operand<TFloat32>> gradients) {
    Ops after = tf.withControlDependencies(new ArrayList<Op>(gradients));
    Map<String, Operand<TFloat32>> later = new HashMap<>();
    part.reads().forEach(name -> later.put(name, after.stopGradient(kept(name))));
    return later;
  }

  private NetworkGraph build(Part part, Map<String, Operand<TFloat32>> given) {
    Map<String, Operand<TFloat32>> read = new HashMap<>();
    part.reads().forEach(name -> read.put(name, Objects.requireNonNull(given.get(name), name)));
    return NetworkGraph.build(tf, network, part.layers(), read, mode, variables);
  }

  private boolean isLast(Part part) {
    return part.gives().contains(network.output().name());
  }

  private Operand<TFloat32> kept(String layer) {
    return Objects.requireNonNull(kept.get(layer), layer);
  }

  private static void put(
      Map<String, List<Operand<TFloat32>>> all, List<String> names, List<Operand<TFloat32>> found) {
    for (int i = 0; i < names.size(); i++) {
      all.computeIfAbsent(names.get(i), name -> new ArrayList<>()).add(found.get(i));
    }
  }

  /** Returns the network's blocks, each after its inputs; the head belongs to the last cell. */
  private static List<Part> parts(Network network) {
    Map<Block, List<Layer>> members = new LinkedHashMap<>();
    network.layers().stream()
        .filter(layer -> !layer.equals(network.input()))
        .forEach(
            layer ->
                members
                    .computeIfAbsent(layer.location().block(), block -> new ArrayList<>())
                    .add(layer));
    List<Layer> head = Objects.requireNonNull(members.remove(Block.HEAD));
    Block cell = network.layer(reads(head).get(0)).location().block();
    Objects.requireNonNull(members.get(cell)).addAll(head);
    return sorted(network, new ArrayList<>(members.values()));
  }

  private static List<Part> sorted(Network network, List<List<Layer>> blocks) {
    Set<String> given = new HashSet<>(Set.of(network.input().name()));
    List<Part> parts = new ArrayList<>();
    while (!blocks.isEmpty()) {
      List<Layer> next =
          blocks.stream()
              .filter(layers -> given.containsAll(reads(layers)))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("the network's blocks form a cycle"));
      blocks.remove(next);
      next.forEach(layer -> given.add(layer.name()));
      parts.add(new Part(next, reads(next), gives(network, next)));
    }
    return parts;
  }

  private static List<String> reads(List<Layer> layers) {
    Set<String> own = names(layers);
    return layers.stream()
        .flatMap(layer -> layer.inputs().stream())
        .filter(input -> !own.contains(input))
        .distinct()
        .toList();
  }

  /** Returns the layers that other blocks read, and the outputs of the network. */
  private static List<String> gives(Network network, List<Layer> layers) {
    Set<String> own = names(layers);
    Set<String> wanted = new HashSet<>(Set.of(network.output().name()));
    network.auxiliaryOutput().ifPresent(layer -> wanted.add(layer.name()));
    network.layers().stream()
        .filter(layer -> !own.contains(layer.name()))
        .forEach(layer -> wanted.addAll(layer.inputs()));
    return layers.stream().map(Layer::name).filter(wanted::contains).toList();
  }

  private static Set<String> names(List<Layer> layers) {
    return layers.stream().map(Layer::name).collect(Collectors.toSet());
  }
}
