package dev.nasnet.bundle;

import com.google.gson.JsonElement;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.problem.InvalidInputException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/** Builds a {@link Provenance}; what is not set is not stated. */
public final class ProvenanceBuilder {
  private Optional<NasNetSpec> spec = Optional.empty();
  private OptionalLong parameters = OptionalLong.empty();
  private OptionalLong multiplyAdds = OptionalLong.empty();
  private Optional<String> optimize = Optional.empty();
  private Optional<String> tensorflow = Optional.empty();
  private Provenance.Precision precision = Provenance.Precision.FLOAT32;
  private SortedMap<String, Double> deviations = Collections.emptySortedMap();
  private SortedMap<String, Double> tolerances = Collections.emptySortedMap();
  private SortedMap<String, JsonElement> origin = Collections.emptySortedMap();

  ProvenanceBuilder() {}

  ProvenanceBuilder(Provenance provenance) {
    spec = provenance.spec();
    parameters = provenance.parameters();
    multiplyAdds = provenance.multiplyAdds();
    optimize = provenance.optimize();
    tensorflow = provenance.tensorflow();
    precision = provenance.precision();
    deviations = provenance.deviations();
    tolerances = provenance.tolerances();
    origin = provenance.origin();
  }

  /**
   * Sets the network's specification.
   *
   * @param value the specification of the network that the bundle holds
   * @return this builder
   */
  public ProvenanceBuilder spec(NasNetSpec value) {
    spec = Optional.of(value);
    return this;
  }

  /**
   * Sets the number of the network's parameters, at least 1.
   *
   * @param value the number of parameters
   * @return this builder
   */
  public ProvenanceBuilder parameters(long value) {
    parameters = OptionalLong.of(value);
    return this;
  }

  /**
   * Sets the network's multiply-adds for one image, at least 1.
   *
   * @param value the number of multiplications with addition, for kernels only
   * @return this builder
   */
  public ProvenanceBuilder multiplyAdds(long value) {
    multiplyAdds = OptionalLong.of(value);
    return this;
  }

  /**
   * Sets what the bundle is optimized for: {@code none} or {@code serving}.
   *
   * @param value {@code none} or {@code serving}
   * @return this builder
   */
  public ProvenanceBuilder optimize(String value) {
    optimize = Optional.of(value);
    return this;
  }

  /**
   * Sets the version of TensorFlow that writes the bundle.
   *
   * @param value the version, such as {@code 2.18.0}
   * @return this builder
   */
  public ProvenanceBuilder tensorflow(String value) {
    tensorflow = Optional.of(value);
    return this;
  }

  /**
   * States that the network computes in bfloat16.
   *
   * @param measured by output, the largest difference from float32 as a share of the largest value
   * @param accepted by output, the largest share that a verification accepts, above 0
   * @return this builder
   */
  public ProvenanceBuilder bfloat16(
      SortedMap<String, Double> measured, SortedMap<String, Double> accepted) {
    precision = Provenance.Precision.BFLOAT16;
    deviations = measured;
    tolerances = accepted;
    return this;
  }

  /**
   * Sets the members about the origin of the weights.
   *
   * @param members by name: text, numbers, booleans, lists, maps or records of these
   * @return this builder
   */
  public ProvenanceBuilder origin(Map<String, ?> members) {
    origin = ProvenanceJson.tree(members);
    return this;
  }

  /**
   * Builds the provenance.
   *
   * @return the provenance, its values checked
   * @throws InvalidInputException if a value breaks a rule of {@link Provenance}
   */
  public Provenance build() {
    return new Provenance(
        spec,
        parameters,
        multiplyAdds,
        optimize,
        tensorflow,
        precision,
        deviations,
        tolerances,
        origin);
  }
}
