package dev.nasnet.inference;

import dev.nasnet.bundle.Manifest;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * Whether a bundle still answers as the network did when it was exported: it carries images and
 * answers of float32, {@code assets.extra/golden.npz}. One that computes in bfloat16 says how far
 * it may be from them.
 */
public final class BundleVerifier {
  private static final String IMAGE = "image";

  private final SavedModelBundle bundle;
  private final Map<String, NamedArray> golden;
  private final Tolerances tolerances;

  private BundleVerifier(
      SavedModelBundle bundle, Map<String, NamedArray> golden, Tolerances tolerances) {
    this.bundle = bundle;
    this.golden = golden;
    this.tolerances = tolerances;
  }

  /**
   * Holds the files against their manifest, then asks every signature that takes images.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest
   * @return one entry an output of a signature
   * @throws InvalidInputException if there is no bundle, or it carries no proof
   * @throws FailureException if a file is not as it was written, or it cannot be loaded or asked
   */
  public static List<Deviation> check(Path model) {
    Path version = Bundle.version(model);
    requireWhole(version);
    Path file = version.resolve("assets.extra").resolve("golden.npz");
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "model (%s) must have assets.extra/golden.npz; export it anew".formatted(version));
    }
    Map<String, NamedArray> golden =
        Npz.read(file).stream().collect(Collectors.toMap(NamedArray::name, Function.identity()));
    if (!golden.containsKey(IMAGE)) {
      throw new FailureException("golden (%s) must hold image; export anew".formatted(file), null);
    }
    Tolerances tolerances = Tolerances.of(version);
    try (SavedModelBundle bundle = Bundle.load(version, ThreadConfig.BEST)) {
      return new BundleVerifier(bundle, golden, tolerances).check();
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new FailureException(
          "model (%s) does not answer: %s".formatted(version, e.getMessage()), e);
    }
  }

  private static void requireWhole(Path version) {
    try {
      Manifest.problem(version)
          .ifPresent(
              problem -> {
                throw new FailureException(
                    "model (%s) is not as it was written: %s; export it anew"
                        .formatted(version, problem),
                    null);
              });
    } catch (IOException e) {
      throw new FailureException("model (%s) cannot be read: %s".formatted(version, e), e);
    }
  }

  private List<Deviation> check() {
    List<Deviation> deviations = new ArrayList<>();
    for (var entry :
        new java.util.TreeMap<>(bundle.metaGraphDef().getSignatureDefMap()).entrySet()) {
      if (entry.getValue().containsInputs(IMAGE)) {
        deviations.addAll(check(entry.getKey(), entry.getValue()));
      }
    }
    return deviations;
  }

  private List<Deviation> check(String name, SignatureDef signature) {
    NamedArray image = Objects.requireNonNull(golden.get(IMAGE));
    List<String> keys = signature.getOutputsMap().keySet().stream().sorted().toList();
    List<Deviation> deviations = new ArrayList<>();
    try (TFloat32 tensor =
        TFloat32.tensorOf(Shape.of(image.dimensions()), DataBuffers.of(image.values()))) {
      Session.Runner runner = bundle.session().runner();
      runner.feed(signature.getInputsOrThrow(IMAGE).getName(), tensor);
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
    NamedArray expected = golden.get(found.name());
    if (expected == null || !expected.shape().equals(found.shape())) {
      return new Deviation(output, Double.POSITIVE_INFINITY, 0, tolerance);
    }
    return new Deviation(output, found.largestDifference(expected), expected.largest(), tolerance);
  }
}
