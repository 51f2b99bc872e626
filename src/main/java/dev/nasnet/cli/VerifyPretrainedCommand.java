package dev.nasnet.cli;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.graph.SizeLimits;
import dev.nasnet.image.decode.ImageReader;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.internal.files.FileKind;
import dev.nasnet.pretrained.ImageNetClasses;
import dev.nasnet.pretrained.PretrainedWeights;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet verify-pretrained}: checks Keras's weights for ImageNet on this machine. */
@Command(
    name = "verify-pretrained",
    mixinStandardHelpOptions = true,
    description = {
      "Downloads Keras's weights for ImageNet, unless they are in Keras's cache, and checks them:"
          + " the MD5 of each file, that each variable is there and finite, and that the network"
          + " predicts probabilities.",
      "Exits with 1 if a check fails. What the weights predict is checked with --expect, or against"
          + " Keras with --outputs; see docs/guides/transfer-learning.md."
    },
    footer = {
      "",
      "Example:",
      "  nasnet verify-pretrained --preset mobile --image shark.jpg --expect tiger_shark"
    })
final class VerifyPretrainedCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules()
          .none("--no-top", "--pooling", "--aux-head", "--dropout", "--drop-path-keep")
          .needs("--expect", "--image");

  private static final int TOP = 5;
  private static final int CHANNELS = 3;
  private static final double SUM_TOLERANCE = 1e-4;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final SpecOptions options = new SpecOptions();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description =
          "The JPEG, PNG, BMP or GIF file to classify (default: a yellow disc on a blue background,"
              + " which the command draws).")
  private @Nullable Path image;

  @Option(
      names = "--expect",
      paramLabel = "CLASS",
      description =
          "The name or WordNet id of the class that must be the most probable one for --image"
              + " (default: none).")
  private @Nullable String expected;

  @Option(
      names = "--outputs",
      paramLabel = "FILE",
      description =
          "Write the image, float32 [1, H, W, 3] in -1 to 1, and the probabilities as .npz, for a"
              + " comparison with Keras (default: not written).")
  private @Nullable Path outputs;

  @Override
  public void run() {
    RULES.check(command);
    PrintWriter err = command.commandLine().getErr();
    NasNetSpec spec = options.spec();
    Network network = Network.of(spec).forInference();
    SizeLimits.ofThisMachine().require(network);
    PretrainedWeights pretrained = PretrainedWeights.imagenet(spec, new ConsoleDownload(err));
    ImageNetClasses classes = pretrained.classes().orElseThrow();
    requireKnown(classes);
    print("%s: MD5 %s, as Keras states".formatted(pretrained.file(), pretrained.md5()));
    Weights weights = WeightsFile.open(pretrained.file()).load(network).weights();
    new ExportModel(network, weights, List.of(), Map.of()).requireFinite();
    print(
        String.format(
            Locale.ROOT,
            "%d variables with %,d values: each is in the file, has its shape and is finite",
            weights.names().size(),
            network.parameters()));
    check(network, weights, classes);
  }

  private void check(Network network, Weights weights, ImageNetClasses classes) {
    NamedArray pixels = pixels(network.spec());
    NamedArray probabilities;
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      probabilities = graph.run(pixels);
    }
    requireProbabilities(probabilities.values());
    List<Integer> top = top(probabilities.values());
    print((image == null ? "the drawn image" : image.toString()) + ":");
    for (int index : top) {
      print(
          String.format(
              Locale.ROOT,
              "  %7.3f %%  %s  %s",
              100 * probabilities.values()[index],
              classes.wordNetIds().get(index),
              classes.names().get(index)));
    }
    if (outputs != null) {
      write(outputs, pixels, probabilities);
    }
    requireExpected(classes, top.get(0));
  }

  private void requireKnown(ImageNetClasses classes) {
    if (expected != null
        && !classes.names().contains(expected)
        && !classes.wordNetIds().contains(expected)) {
      throw new InvalidInputException(
          "--expect (%s) must be a class of ImageNet; try tiger_shark or n01491361"
              .formatted(expected));
    }
  }

  private void requireExpected(ImageNetClasses classes, int first) {
    String name = classes.names().get(first);
    String id = classes.wordNetIds().get(first);
    if (expected != null && !expected.equals(name) && !expected.equals(id)) {
      throw new FailureException(
          "image (%s) is classified as %s (%s), not as %s; check that it shows one object of this class"
              .formatted(image, name, id, expected),
          null);
    }
  }

  private static void requireProbabilities(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw new FailureException(
          "the network's probabilities sum to %s, not to 1; report this with the lines above"
              .formatted(sum),
          null);
    }
  }

  private static List<Integer> top(float[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparing((Integer index) -> -values[index]))
        .limit(TOP)
        .toList();
  }

  private NamedArray pixels(NasNetSpec spec) {
    int height = spec.size().height();
    int width = spec.size().width();
    float[] values = image == null ? drawn(height, width) : read(image, height, width);
    return new NamedArray("image", List.of(1, height, width, CHANNELS), values);
  }

  private static float[] read(Path file, int height, int width) {
    try (ImageReader reader = new ImageReader(height, width)) {
      return reader.read(FileKind.read(file), file.toString());
    } catch (IOException e) {
      throw new InvalidInputException(
          "image (%s) %s; give a JPEG, PNG, BMP or GIF file".formatted(file, e.getMessage()));
    }
  }

  /** Draws a shaded yellow disc on a blue gradient. */
  private static float[] drawn(int height, int width) {
    float[] values = new float[height * width * CHANNELS];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double right = 2.0 * x / width - 1;
        double down = 2.0 * y / height - 1;
        double distance = Math.hypot(right, down) / 0.6;
        double light = 1 - 0.5 * Math.hypot(right + 0.2, down + 0.2);
        int at = (y * width + x) * CHANNELS;
        values[at] = (float) (distance < 1 ? light : -0.6);
        values[at + 1] = (float) (distance < 1 ? 0.8 * light : 0.2 * down - 0.2);
        values[at + 2] = (float) (distance < 1 ? -0.8 : 0.6 - 0.2 * down);
      }
    }
    return values;
  }

  private static void write(Path file, NamedArray pixels, NamedArray probabilities) {
    NamedArray named =
        new NamedArray("probabilities", probabilities.shape(), probabilities.values());
    try {
      AtomicWrites.newFile(file, stream -> Npz.write(stream, List.of(pixels, named)));
    } catch (IOException e) {
      throw new FailureException("--outputs (%s) cannot be written: %s".formatted(file, e), e);
    }
  }

  private void print(String line) {
    command.commandLine().getOut().println(line);
    command.commandLine().getOut().flush();
  }
}
