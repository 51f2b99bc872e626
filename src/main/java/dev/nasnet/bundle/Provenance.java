package dev.nasnet.bundle;

import com.google.gson.JsonElement;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle states about itself in {@code assets.extra/provenance.json}: the network that it
 * holds, how it computes, and the origin of its weights. Each value is checked when an instance is
 * made. Bundles of earlier versions and of other programs lack some or all of the members.
 *
 * @param spec the network's specification
 * @param parameters the number of the network's parameters, at least 1
 * @param multiplyAdds the network's multiply-adds for one image, at least 1
 * @param optimize {@code none} or {@code serving}
 * @param tensorflow the version of TensorFlow that wrote the bundle
 * @param precision the type in which the convolutional part computes
 * @param deviations by output, the largest difference from float32 that was measured at export, as
 *     a share of the output's largest value; empty for float32
 * @param tolerances by output, the largest share that a verification accepts, above 0; empty for
 *     float32
 * @param origin further members about the weights, by name; none of the names above
 */
public record Provenance(
    Optional<NasNetSpec> spec,
    OptionalLong parameters,
    OptionalLong multiplyAdds,
    Optional<String> optimize,
    Optional<String> tensorflow,
    Precision precision,
    SortedMap<String, Double> deviations,
    SortedMap<String, Double> tolerances,
    SortedMap<String, JsonElement> origin) {
  /**
   * The name of the member of the origin that states how images with another aspect ratio are
   * brought to the network's size: a word of {@link ResizeMode}.
   */
  public static final String RESIZE = "resize";

  /** A file that is larger describes no bundle. */
  private static final long LARGEST_FILE = 1 << 24;

  /** A count above this is wrong: Large has 2.4e10 multiply-adds at 331 px. */
  private static final long LARGEST_COUNT = 1_000_000_000_000_000_000L;

  /** The type in which the convolutional part of a network computes. */
  public enum Precision {
    /** 32 bits: the type of images and outputs. */
    FLOAT32,
    /** 16 bits, 7 of them fraction; images and outputs stay float32. */
    BFLOAT16
  }

  /**
   * Copies the maps and checks the values.
   *
   * @param spec the network's specification
   * @param parameters the number of the network's parameters, at least 1
   * @param multiplyAdds the network's multiply-adds for one image, at least 1
   * @param optimize {@code none} or {@code serving}
   * @param tensorflow the version of TensorFlow that wrote the bundle
   * @param precision the type in which the convolutional part computes
   * @param deviations by output, the largest difference from float32 that was measured at export
   * @param tolerances by output, the largest share that a verification accepts, above 0
   * @param origin further members about the weights, by name
   * @throws InvalidInputException if a count is below 1, a share is not above 0 and finite,
   *     bfloat16 has no tolerances, a member of the origin has a reserved name, or its member
   *     {@code resize} is no word of {@link ResizeMode}
   */
  public Provenance {
    requireCount(ProvenanceJson.PARAMETERS, parameters);
    requireCount(ProvenanceJson.MULTIPLY_ADDS, multiplyAdds);
    deviations = Collections.unmodifiableSortedMap(new TreeMap<>(deviations));
    tolerances = Collections.unmodifiableSortedMap(new TreeMap<>(tolerances));
    origin = Collections.unmodifiableSortedMap(new TreeMap<>(origin));
    deviations.forEach((output, share) -> requireShare(ProvenanceJson.DEVIATION, output, share));
    tolerances.forEach((output, share) -> requireTolerance(output, share));
    if (precision == Precision.BFLOAT16 && tolerances.isEmpty()) {
      throw new InvalidInputException("tolerance must be given for precision bfloat16");
    }
    requireOrigin(origin.keySet());
    resize(origin.get(RESIZE));
  }

  /**
   * {@return how images with another aspect ratio are brought to the network's size; {@link
   * ResizeMode#STRETCH} where nothing is stated}
   */
  public ResizeMode resize() {
    return resize(origin.get(RESIZE));
  }

  /**
   * {@return the mode that a member of an origin states}
   *
   * @param member the member {@code resize}, or null for {@link ResizeMode#STRETCH}
   * @throws InvalidInputException if it is no word of {@link ResizeMode}
   */
  public static ResizeMode resize(@Nullable JsonElement member) {
    if (member == null) {
      return ResizeMode.STRETCH;
    }
    return ResizeMode.of(member.isJsonPrimitive() ? member.getAsString() : member.toString());
  }

  /** {@return a builder of a provenance that states nothing} */
  public static ProvenanceBuilder builder() {
    return new ProvenanceBuilder();
  }

  /** {@return a builder with the values of this provenance} */
  public ProvenanceBuilder toBuilder() {
    return new ProvenanceBuilder(this);
  }

  /**
   * Refuses names that the export itself writes: members about the origin of the weights must not
   * replace the network's specification or the tolerances.
   *
   * @param names the names of members that a caller gives
   * @throws InvalidInputException naming the first reserved name
   */
  public static void requireOrigin(Collection<String> names) {
    for (String name : names) {
      if (ProvenanceJson.RESERVED.contains(name)) {
        throw new InvalidInputException(
            "provenance member (%s) must not have a name that the export itself writes (%s); give it another name"
                .formatted(name, String.join(", ", ProvenanceJson.RESERVED)));
      }
    }
  }

  /**
   * Reads the provenance of a bundle. The caller compares the file with the manifest before, where
   * that matters ({@link BundleFiles#requireUnchanged}).
   *
   * @param version the version's folder
   * @return the provenance; empty where the folder has no such file
   * @throws FailureException if the file cannot be read, is no JSON object, or has a member of the
   *     wrong kind or out of range
   */
  public static Optional<Provenance> ofBundle(Path version) {
    Path file = version.resolve(BundleFiles.PROVENANCE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw damaged(file, "it is larger than 16 MiB", null);
      }
      return Optional.of(ProvenanceJson.read(Files.readString(file)));
    } catch (InvalidInputException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw damaged(file, e.toString(), e);
    }
  }

  /**
   * {@return whether the network has a sigmoid head, so that its classes do not exclude each other
   * and an image may have any number of labels}
   */
  public boolean isMultiLabel() {
    return spec.filter(
            of ->
                of.head() instanceof Head.Classifier classifier
                    && classifier.activation() == HeadActivation.SIGMOID)
        .isPresent();
  }

  /** {@return the provenance as indented JSON, with a line feed at the end} */
  public String toJson() {
    return ProvenanceJson.write(this);
  }

  /**
   * Parses what {@link #toJson} returned, or what an earlier version wrote.
   *
   * @param text JSON in the strict syntax of RFC 8259
   * @return the provenance
   * @throws InvalidInputException if the text is no JSON object, or has a member of the wrong kind
   *     or out of range
   */
  public static Provenance fromJson(String text) {
    return ProvenanceJson.read(text);
  }

  private static void requireCount(String name, OptionalLong count) {
    if (count.isPresent() && (count.getAsLong() < 1 || count.getAsLong() > LARGEST_COUNT)) {
      throw new InvalidInputException(
          "%s (%d) must be within 1 and 1e18".formatted(name, count.getAsLong()));
    }
  }

  private static void requireShare(String name, String output, double share) {
    if (!(share >= 0 && Double.isFinite(share))) {
      throw new InvalidInputException(
          "%s of %s (%s) must be at least 0 and finite".formatted(name, output, share));
    }
  }

  private static void requireTolerance(String output, double share) {
    if (!(share > 0 && Double.isFinite(share))) {
      throw new InvalidInputException(
          "tolerance of %s (%s) must be above 0 and finite".formatted(output, share));
    }
  }

  private static FailureException damaged(Path file, String reason, @Nullable Exception cause) {
    return new FailureException(
        "provenance (%s) cannot be used: %s; restore the file or export the model again"
            .formatted(file, reason),
        cause);
  }
}
