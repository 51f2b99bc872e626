package dev.nasnet.cli;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.bundle.ClassNames;
import dev.nasnet.bundle.VersionFolders;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.PathRedaction;
import dev.nasnet.run.RunDescription;
import dev.nasnet.run.RunFolder;
import dev.nasnet.weights.WeightsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file of weights that a user names, with what stands beside it about its network and classes.
 *
 * @param file the weights; a run's are its best checkpoint's
 * @param spec what the file says of itself or its shapes tell
 * @param isDescribed whether the file, or what stands beside it, says which network it is
 * @param classNames in the order of the labels, or none
 * @param run how a run trained them, for its provenance; else empty
 */
record WeightsSource(
    WeightsFile file,
    Optional<NasNetSpec> spec,
    boolean isDescribed,
    List<String> classNames,
    Map<String, Object> run) {

  /**
   * Reads what a user names: of a run's folder the best checkpoint, even where a training goes on
   * there.
   *
   * @param use reads it, perhaps more than once
   */
  static <T> T read(Path path, Function<WeightsSource, T> use) {
    if (Files.exists(path.resolve("run.json"))) {
      RunDescription run = RunDescription.read(path);
      return new RunFolder(path).fromBest(prefix -> use.apply(of(run, WeightsFile.open(prefix))));
    }
    return use.apply(open(path));
  }

  private static WeightsSource of(RunDescription run, WeightsFile file) {
    return new WeightsSource(
        file, Optional.of(run.spec()), true, run.classNames(), run.provenance());
  }

  private static WeightsSource open(Path path) {
    WeightsFile file = WeightsFile.open(path);
    Path beside = beside(file.found());
    requireWritten(beside);
    Optional<NasNetSpec> told = told(beside);
    Optional<NasNetSpec> spec = told.isPresent() ? told : file.likelySpec();
    boolean isDescribed = told.isPresent() || file.describedSpec().isPresent();
    return new WeightsSource(file, spec, isDescribed, classNames(beside), Map.of());
  }

  /**
   * These weights for the network that the options ask for, over what the file says.
   *
   * @param labels the class names, or none for those that the file knows
   * @param err hears what was not simply read
   */
  ExportModel artefact(SpecOptions options, List<String> labels, PrintWriter err) {
    Network network = Network.of(spec.map(options::over).orElseGet(options::spec)).forInference();
    WeightsFile.Loaded loaded = file.exact(network);
    print(loaded.report(), err);
    print(padding(network.spec()), err);
    print(assumed(network.spec()), err);
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("weights", PathRedaction.of(file.found().toString()));
    provenance.put("weightsKind", file.kind());
    if (!loaded.report().isEmpty()) {
      provenance.put("weightsReport", loaded.report());
    }
    provenance.putAll(run);
    boolean known = labels.isEmpty() && classNames.size() == network.spec().classes();
    return new ExportModel(network, loaded.weights(), known ? classNames : labels, provenance);
  }

  /** Which network is meant, where the file does not say it. */
  List<String> assumed(NasNetSpec asked) {
    return isDescribed
        ? List.of()
        : List.of(
            "%s says nothing of its network: taken as %s at %s px, %s wiring, pool padding %s, batch"
                    .formatted(
                        file.found(),
                        asked.notation(),
                        asked.size(),
                        word(asked.wiring()),
                        word(asked.poolPadding()))
                + " norm epsilon %s, %s; options name another"
                    .formatted(asked.batchNormEpsilon(), head(asked)));
  }

  private static String head(NasNetSpec asked) {
    return asked.head() instanceof Head.Classifier classifier
        ? "%s of %d classes".formatted(classifier.activation().kerasName(), classifier.classes())
        : "no classifier";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Weights fit any padding, but answer as slim's only with slim's. */
  private List<String> padding(NasNetSpec asked) {
    PoolPadding known = spec.map(NasNetSpec::poolPadding).orElse(asked.poolPadding());
    return known == PoolPadding.SAME && asked.poolPadding() != known
        ? List.of(
            "%s has reduction pools that ignore the border, this network pads them, so its answers"
                    .formatted(file.found())
                + " are others: leave out --preset, or give --pool-padding same")
        : List.of();
  }

  /** Tells what was not simply read. */
  static void print(List<String> report, PrintWriter err) {
    report.forEach(line -> err.println("nasnet: " + line));
    err.flush();
  }

  /** A SavedModel's folder, or a checkpoint itself. */
  private static Path beside(Path found) {
    Path parent = found.toAbsolutePath().normalize().resolveSibling("");
    boolean savedModel = parent.endsWith("variables") && found.endsWith("variables");
    return savedModel ? parent.resolveSibling("") : found;
  }

  private static Optional<NasNetSpec> told(Path beside) {
    Path spec = beside.resolveSibling("spec.json");
    Path provenance = beside.resolve(BundleFiles.PROVENANCE);
    try {
      if (beside.endsWith("model.ckpt") && Files.exists(spec)) {
        return Optional.of(SpecJson.read(Files.readString(spec)));
      }
      return Files.exists(provenance)
          ? SpecJson.inProvenance(Files.readString(provenance))
          : Optional.empty();
    } catch (IOException e) {
      throw new InvalidInputException(
          "weights (%s) have an unreadable description beside them; mend or remove it"
              .formatted(beside));
    }
  }

  private static List<String> classNames(Path beside) {
    return ClassNames.ofBundle(beside);
  }

  /** Of a bundle with a manifest all that is read: what is said of the weights, and themselves. */
  private static void requireWritten(Path beside) {
    BundleFiles.requireWritten(
        beside,
        VersionFolders.GRAPH,
        BundleFiles.LABELS,
        BundleFiles.PROVENANCE,
        "variables/variables.index",
        "variables/variables.data-00000-of-00001");
  }
}
