package dev.nasnet.weights;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.WeightsMatch.Top;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A file of weights, whatever its kind: a SavedModel's folder (ours, tf_keras's, Keras 3's export),
 * a TensorFlow checkpoint of ours, slim's, also in slim's {@code .tar.gz}, one of Keras's files, or
 * the state dict of timm's {@code nasnetalarge} or {@code pnasnet5large} in a safetensors file.
 * Names and shapes are held against a network before a value is read.
 *
 * <p>A Keras file or SavedModel that describes its model is followed: {@link #describedSpec} is the
 * network that computes what the model does, and the weights are read for it, with a {@code
 * Rescaling} layer folded into the first convolution and a single unit as two classes. A model that
 * is not followed is refused by the name of the layer. A network with another wiring is refused;
 * every other difference between the network and the model, such as another activation, is a line
 * of {@link Loaded#report}. A file of weights alone describes nothing: {@link #describedSpec} is
 * empty, and the caller's network decides what is computed.
 */
public final class WeightsFile {
  private static final int NAMES_SHOWN = 3;

  private final Path path;
  private final WeightsReader contents;

  private WeightsFile(Path path, WeightsReader contents) {
    this.path = path;
    this.contents = contents;
  }

  /**
   * What was read.
   *
   * @param weights just the network's
   * @param report a line for each thing that was not simply read
   * @param fresh the names of the variables that are not from the file
   */
  public record Loaded(Weights weights, List<String> report, List<String> fresh) {
    /**
     * Copies the lists.
     *
     * @param weights just the network's
     * @param report a line for each thing that was not simply read
     * @param fresh the names of the variables that are not from the file
     */
    public Loaded {
      fresh = List.copyOf(fresh);
      report = List.copyOf(report);
    }
  }

  /**
   * Finds out what a file is and which variables it holds.
   *
   * @param path a file, a folder or a checkpoint's prefix
   * @return the file, of which only names and shapes were read
   * @throws InvalidInputException if it is nothing that holds a NASNet's weights
   * @throws FailureException if it is damaged
   */
  public static WeightsFile open(Path path) {
    return open(path, Optional.empty());
  }

  /**
   * Finds out what a file is and which variables it holds.
   *
   * @param path a file, a folder or a checkpoint's prefix
   * @param cells the cells with which a described model is followed, since no file of Keras states
   *     them; if empty, those of NASNet-A and PNASNet-5 are recognised
   * @return the file, of which only names and shapes were read
   * @throws InvalidInputException if it is nothing that holds the weights of such a network
   * @throws FailureException if it is damaged
   */
  public static WeightsFile open(Path path, Optional<CellSet> cells) {
    return new WeightsFile(path, WeightsKind.contents(path, cells));
  }

  /** {@return what kind of file it is, with its article} */
  public String kind() {
    return contents.kind();
  }

  /** {@return the file, or the checkpoint's prefix, that was found at the path} */
  public Path path() {
    return contents.path();
  }

  /** {@return the files that it is made of, in the order of their names} */
  public List<Path> files() {
    return WeightsKind.files(path());
  }

  /** {@return the network that the file describes, where it describes its model} */
  public Optional<NasNetSpec> describedSpec() {
    return contents.model().map(KerasModel::spec);
  }

  /**
   * {@return the network that the file describes, or that the weights seem to belong to; shapes
   * alone leave the wiring and the image size open}
   */
  public Optional<NasNetSpec> likelySpec() {
    return describedSpec().or(() -> LikelySpec.of(contents));
  }

  /**
   * {@return the weights of a network, all of them from the file} What the file has besides, in a
   * head that the network does not have, is skipped and reported.
   *
   * @param network the network; its heads must be in the file
   * @throws InvalidInputException naming what is missing, extra or misshapen, and the network that
   *     it looks like
   */
  public Loaded load(Network network) {
    List<String> report = new ArrayList<>();
    WeightsReader wanted = forClasses(network, report);
    WeightsMatch fit = withoutHeads(WeightsMatch.of(network, wanted.shapes()), report);
    requireExact(fit);
    return new Loaded(Weights.of(wanted.read(fit.fitting())), report, List.of());
  }

  /**
   * As {@link #load}, but a classifier of another number of classes, or an auxiliary head that is
   * not in the file, is new.
   *
   * @param network the network, with its new classifier or auxiliary head
   * @param fresh the network's new weights
   * @return the weights, with the names of those that are new
   */
  public Loaded loadForTransfer(Network network, Weights fresh) {
    List<String> report = new ArrayList<>();
    WeightsReader wanted = forClasses(network, report);
    WeightsMatch fit = withoutHeads(WeightsMatch.of(network, wanted.shapes()), report);
    for (Top top : Top.values()) {
      if (fit.lacks(top)) {
        report.add("%s is new: %s has %s".formatted(top.words(), path, inFile(wanted, top)));
        fit = fit.withoutHead(top);
      }
    }
    requireExact(fit);
    Weights read = Weights.of(wanted.read(fit.fitting()));
    Collection<String> inFile = read.names();
    List<String> names = network.variables().stream().map(VariableSpec::name).toList();
    return new Loaded(
        Weights.of(
            names.stream()
                .map(name -> inFile.contains(name) ? read.get(name) : fresh.get(name))
                .toList()),
        report,
        names.stream().filter(name -> !inFile.contains(name)).toList());
  }

  private WeightsReader forClasses(Network network, List<String> report) {
    contents
        .model()
        .ifPresent(
            model -> {
              report.addAll(DescribedSpec.differences(path, model, network.spec()));
              report.addAll(model.notes());
            });
    report.addAll(contents.differences(network.spec()));
    WeightsReader named = contents.namedFor(network);
    if (!WithoutBackground.applies(named, network)) {
      return named;
    }
    report.add("the background class, slim's first of 1001, is skipped");
    return WithoutBackground.of(named);
  }

  private static WeightsMatch withoutHeads(WeightsMatch fit, List<String> report) {
    WeightsMatch rest = fit;
    for (Top top : Top.values()) {
      boolean wanted =
          fit.network().variables().stream().anyMatch(variable -> top.owns(variable.name()));
      if (!wanted && fit.extra().stream().anyMatch(top::owns)) {
        report.add(top.words() + " is skipped: the network has none");
        rest = rest.withoutExtra(top);
      }
    }
    return rest;
  }

  private static String inFile(WeightsReader contents, Top top) {
    int classes = top.classes(contents.shapes());
    return classes == 0 ? "none" : "one of " + classes + " classes";
  }

  private void requireExact(WeightsMatch fit) {
    if (fit.isExact()) {
      return;
    }
    NasNetSpec asked = fit.network().spec();
    String guess =
        likelySpec()
            .filter(likely -> !LikelySpec.words(likely).equals(LikelySpec.words(asked)))
            .map(likely -> "; these look like " + LikelySpec.words(likely))
            .orElse("; check `preset`, `spec` and `dialect`");
    throw new InvalidInputException(
        "weights (%s, %s) must fit %s; missing: %s; misshapen: %s; extra: %s%s"
            .formatted(
                path,
                kind(),
                LikelySpec.words(asked),
                some(fit.missing()),
                some(fit.misshapen().values()),
                some(fit.extra()),
                guess));
  }

  private static String some(Collection<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
    return names.size() > NAMES_SHOWN ? shown + " (" + names.size() + " in all)" : shown;
  }
}
