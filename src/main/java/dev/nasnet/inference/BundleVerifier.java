package dev.nasnet.inference;

import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/**
 * Compares a bundle's outputs with its reference outputs: images and the network's float32 outputs,
 * which the export wrote to {@code assets.extra/golden.npz}. The provenance of a bundle that
 * computes in bfloat16 states how large the differences may be.
 */
public final class BundleVerifier {
  private final SavedModelBundle bundle;
  private final Map<String, NamedArray> references;
  private final Tolerances tolerances;

  private BundleVerifier(
      SavedModelBundle bundle, Map<String, NamedArray> references, Tolerances tolerances) {
    this.bundle = bundle;
    this.references = references;
    this.tolerances = tolerances;
  }

  /**
   * {@return the folder that {@link #check} verifies}
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @throws InvalidInputException if there is no bundle
   */
  public static Path version(Path model) {
    return Bundle.version(model);
  }

  /**
   * Compares the files with their manifest, then runs every signature that takes images.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @return one entry for each output of each signature
   * @throws InvalidInputException if there is no bundle, or it has no reference outputs
   * @throws FailureException if a file is not as it was written, or the bundle cannot be loaded or
   *     computed
   */
  public static List<Deviation> check(Path model) {
    Path version = Bundle.version(model);
    BundleFiles.requireComplete(version);
    Path file = version.resolve(BundleFiles.REFERENCE_OUTPUTS);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "model (%s) must have assets.extra/golden.npz; export it again".formatted(version));
    }
    Map<String, NamedArray> references =
        Npz.read(file).stream().collect(Collectors.toMap(NamedArray::name, Function.identity()));
    if (!references.containsKey(SignatureNames.IMAGE)) {
      throw new FailureException(
          "reference outputs (%s) must hold image; export the model again".formatted(file), null);
    }
    Tolerances tolerances = Tolerances.of(version);
    try (SavedModelBundle bundle = Bundle.load(version, ThreadConfig.BEST)) {
      return new BundleVerifier(bundle, references, tolerances).check();
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new FailureException(
          "model (%s) cannot predict: %s".formatted(version, e.getMessage()), e);
    }
  }

  private List<Deviation> check() {
    List<Deviation> deviations = new ArrayList<>();
    for (var entry : new TreeMap<>(bundle.metaGraphDef().getSignatureDefMap()).entrySet()) {
      if (entry.getValue().containsInputs(SignatureNames.IMAGE)) {
        deviations.addAll(check(entry.getKey(), entry.getValue()));
      }
    }
    return deviations;
  }

  private List<Deviation> check(String name, SignatureDef signature) {
    NamedArray image = Objects.requireNonNull(references.get(SignatureNames.IMAGE));
    List<String> keys = signature.getOutputsMap().keySet().stream().sorted().toList();
    List<Deviation> deviations = new ArrayList<>();
    try (TFloat32 tensor =
        TFloat32.tensorOf(Shape.of(image.dimensions()), DataBuffers.of(image.values()))) {
      Session.Runner runner = bundle.session().runner();
      runner.feed(signature.getInputsOrThrow(SignatureNames.IMAGE).getName(), tensor);
      keys.forEach(key -> runner.fetch(signature.getOutputsOrThrow(key).getName()));
      try (Result result = runner.run()) {
        for (int i = 0; i < keys.size(); i++) {
          NamedArray found = Checkpoint.array(keys.get(i), (TFloat32) result.get(i));
          deviations.add(deviation(name + " " + keys.get(i), found));
        }
      }
    }
    return deviations;
  }

  private Deviation deviation(String output, NamedArray found) {
    double tolerance = tolerances.of(found.name());
    NamedArray expected = references.get(found.name());
    if (expected == null || !expected.shape().equals(found.shape())) {
      return new Deviation(output, Double.POSITIVE_INFINITY, 0, tolerance);
    }
    return new Deviation(output, found.largestDifference(expected), expected.largest(), tolerance);
  }
}
