package dev.nasnet.cli;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.bundle.ClassNames;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.graph.SizeLimits;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.PathRedaction;
import dev.nasnet.run.RunDescription;
import dev.nasnet.run.RunFolder;
import dev.nasnet.weights.WeightsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Weights in a file or folder that a user gives, with the description of their network and classes.
 *
 * @param file the weights; of a training's folder the best checkpoint
 * @param spec the network that the file describes or that its shapes suggest
 * @param isDescribed whether the file, or a file beside it, describes the network
 * @param classNames the class names in the order of the outputs, or none
 * @param classIds the WordNet ids of the classes in the order of the outputs, or none
 * @param origin further members of the provenance, such as those of a training
 */
record WeightsSource(
    WeightsFile file,
    Optional<NasNetSpec> spec,
    boolean isDescribed,
    List<String> classNames,
    List<String> classIds,
    Map<String, Object> origin) {

  /**
   * Opens the weights at a path and reads them. Of a training's folder it opens the best
   * checkpoint, even while the training continues.
   *
   * @param path a file, a folder or a checkpoint's prefix
   * @param cells the cells of the network, where the user gives them
   * @param use reads the weights; it may be called more than once
   * @return the result of {@code use}
   */
  static <T> T read(Path path, Optional<CellSet> cells, Function<WeightsSource, T> use) {
    if (Files.exists(path.resolve(RunDescription.FILE))) {
      RunDescription run = RunDescription.read(path);
      return new RunFolder(path).fromBest(prefix -> use.apply(of(run, WeightsFile.open(prefix))));
    }
    return use.apply(open(path, cells));
  }

  private static WeightsSource of(RunDescription run, WeightsFile file) {
    return new WeightsSource(
        file, Optional.of(run.spec()), true, run.classNames(), List.of(), run.provenance());
  }

  private static WeightsSource open(Path path, Optional<CellSet> cells) {
    WeightsFile file = WeightsFile.open(path, cells);
    Path beside = beside(file.path());
    requireUnchanged(beside);
    Optional<NasNetSpec> described = describedSpec(beside);
    Optional<NasNetSpec> spec = described.isPresent() ? described : file.likelySpec();
    boolean isDescribed = described.isPresent() || file.describedSpec().isPresent();
    List<String> ids = ClassNames.idsOfBundle(beside);
    return new WeightsSource(file, spec, isDescribed, classNames(beside), ids, resize(beside));
  }

  /**
   * Reads the weights for the network that the file describes, as changed by the options.
   *
   * @param options the options, which take precedence over the description
   * @param labels the class names, or none for those of the file
   * @param err receives a line for each assumption and each change that reading made
   * @throws InvalidInputException if the weights do not fit the network, or the network is larger
   *     than this machine can compute
   */
  ExportModel model(SpecOptions options, List<String> labels, PrintWriter err) {
    Network network = Network.of(spec.map(options::over).orElseGet(options::spec)).forInference();
    SizeLimits.ofThisMachine().require(network);
    WeightsFile.Loaded loaded = file.load(network);
    print(loaded.report(), err);
    print(padding(network.spec()), err);
    print(assumed(network.spec()), err);
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("weights", PathRedaction.of(file.path().toString()));
    provenance.put("weightsKind", file.kind());
    if (!loaded.report().isEmpty()) {
      provenance.put("weightsReport", loaded.report());
    }
    provenance.putAll(origin);
    int classes = network.spec().classes();
    boolean fits = labels.isEmpty() && classNames.size() == classes;
    List<String> names = fits ? classNames : labels;
    return new ExportModel(network, loaded.weights(), names, provenance)
        .withClassIds(classIds.size() == classes ? classIds : List.of());
  }

  /** Returns the WordNet ids if all names of the data's classes are among them, else the names. */
  List<String> namesLike(List<String> data) {
    boolean hasIds = !data.isEmpty() && new HashSet<>(classIds).containsAll(data);
    return hasIds ? classIds : classNames;
  }

  /** Describes the assumed network where the file does not describe its own. */
  List<String> assumed(NasNetSpec chosen) {
    return isDescribed
        ? List.of()
        : List.of(
            "%s does not describe its network: taken as %s at %s px, %s wiring, pool padding %s, batch"
                    .formatted(
                        file.path(),
                        chosen.notation(),
                        chosen.size(),
                        word(chosen.wiring()),
                        word(chosen.poolPadding()))
                + " norm epsilon %s, %s; give options for another"
                    .formatted(chosen.batchNormEpsilon(), head(chosen)));
  }

  private static String head(NasNetSpec chosen) {
    return chosen.head() instanceof Head.Classifier classifier
        ? "%s of %d classes".formatted(classifier.activation().kerasName(), classifier.classes())
        : "no classifier";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Warns where the pool padding differs from slim's: the weights fit, the outputs differ. */
  private List<String> padding(NasNetSpec chosen) {
    PoolPadding known = spec.map(NasNetSpec::poolPadding).orElse(chosen.poolPadding());
    return known == PoolPadding.SAME && chosen.poolPadding() != known
        ? List.of(
            "%s has reduction pools that ignore the border, and this network pads them, so its outputs"
                    .formatted(file.path())
                + " differ: omit --preset, or give --pool-padding same")
        : List.of();
  }

  /** Prints the lines of a report to stderr. */
  static void print(List<String> report, PrintWriter err) {
    report.forEach(line -> err.println("nasnet: " + line));
    err.flush();
  }

  /** Returns the folder of a SavedModel, or the checkpoint's prefix itself. */
  private static Path beside(Path found) {
    Path parent = found.toAbsolutePath().normalize().resolveSibling("");
    boolean savedModel = parent.endsWith("variables") && found.endsWith("variables");
    return savedModel ? parent.resolveSibling("") : found;
  }

  private static Optional<NasNetSpec> describedSpec(Path beside) {
    Path spec = beside.resolveSibling("spec.json");
    try {
      if (beside.endsWith("model.ckpt") && Files.exists(spec)) {
        return Optional.of(SpecJson.read(Files.readString(spec)));
      }
      return Provenance.ofBundle(beside).flatMap(Provenance::spec);
    } catch (IOException e) {
      throw new InvalidInputException(
          "weights (%s) have an unreadable spec.json beside them; restore or remove it"
              .formatted(beside));
    }
  }

  /** {@return the mode of resizing that a bundle states, as a member of a provenance} */
  private static Map<String, Object> resize(Path beside) {
    return Provenance.ofBundle(beside)
        .map(Provenance::resize)
        .filter(mode -> mode != ResizeMode.STRETCH)
        .<Map<String, Object>>map(mode -> Map.of(Provenance.RESIZE, mode.word()))
        .orElse(Map.of());
  }

  private static List<String> classNames(Path beside) {
    return ClassNames.ofBundle(beside);
  }

  /** Compares the files of a bundle that are read with its manifest, where there is one. */
  private static void requireUnchanged(Path beside) {
    BundleFiles.requireUnchanged(
        beside,
        BundleFiles.GRAPH,
        BundleFiles.LABELS,
        BundleFiles.CLASS_IDS,
        BundleFiles.PROVENANCE,
        BundleFiles.VARIABLES_INDEX,
        BundleFiles.VARIABLES_DATA);
  }
}
