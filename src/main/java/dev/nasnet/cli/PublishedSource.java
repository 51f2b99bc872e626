package dev.nasnet.cli;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.pretrained.ImageNetClasses;
import dev.nasnet.pretrained.PretrainedWeights;
import dev.nasnet.weights.WeightsFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Weights that a user gives: a path, or the word {@code imagenet} for those that Keras publishes. A
 * file of this name is given as {@code ./imagenet}.
 */
final class PublishedSource {
  private static final Path WORD = Path.of("imagenet");

  private PublishedSource() {}

  /**
   * Reads all weights of the network that the options describe.
   *
   * @param path a path or the word
   * @param options describe the network of published weights
   * @param err receives the progress of a download
   * @param use reads the weights; it may be called more than once
   * @return the result of {@code use}
   */
  static <T> T read(
      Path path, SpecOptions options, PrintWriter err, Function<WeightsSource, T> use) {
    return path.equals(WORD)
        ? use.apply(of(PretrainedWeights.imagenet(options.spec(), new ConsoleDownload(err))))
        : WeightsSource.read(path, options.cells(), use);
  }

  /**
   * Reads weights from which a network is trained.
   *
   * @param path a path or the word
   * @param spec the network that is trained
   * @param err receives the progress of a download
   * @param use reads the weights; it may be called more than once
   * @return the result of {@code use}
   */
  static <T> T read(Path path, NasNetSpec spec, PrintWriter err, Function<WeightsSource, T> use) {
    return path.equals(WORD)
        ? use.apply(of(PretrainedWeights.imagenetForTransfer(spec, new ConsoleDownload(err))))
        : WeightsSource.read(path, Optional.of(spec.cellSet()), use);
  }

  /** Returns published weights as a source. */
  static WeightsSource of(PretrainedWeights weights) {
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("weights", WORD.toString());
    origin.put("weightsUrl", weights.source().toString());
    origin.put("weightsMd5", weights.md5());
    Optional<ImageNetClasses> classes = weights.classes();
    return new WeightsSource(
        WeightsFile.open(weights.file()),
        Optional.of(weights.network()),
        true,
        classes.map(ImageNetClasses::names).orElse(List.of()),
        classes.map(ImageNetClasses::wordNetIds).orElse(List.of()),
        origin);
  }
}
