package dev.nasnet.export.onnx;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.nasnet.export.onnx.evaluator.GraphEvaluator;
import dev.nasnet.export.onnx.proto.ModelProto;
import dev.nasnet.export.onnx.proto.StringStringEntryProto;
import dev.nasnet.internal.evaluator.Reference;
import dev.nasnet.internal.evaluator.Tolerances;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Holds an ONNX file against what its metadata says of it. */
final class Verification {
  private final Path file;
  private final ModelProto model;

  private Verification(Path file, ModelProto model) {
    this.file = file;
    this.model = model;
  }

  static List<OnnxDifference> of(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "model (%s) must be an ONNX file; export one".formatted(file));
    }
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new Verification(file, ModelProto.parseFrom(stream)).differences();
    } catch (InvalidProtocolBufferException e) {
      throw new FailureException(
          "model (%s) must be an ONNX file, and is damaged or none: %s"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new FailureException("model (%s) cannot be read: %s".formatted(file, e), e);
    }
  }

  private List<OnnxDifference> differences() {
    Reference reference = reference();
    if (!Metadata.sha256(model.getGraph()).equals(required(Names.WEIGHTS_SHA256))) {
      throw damaged("its weights are not those of its %s".formatted(Names.WEIGHTS_SHA256), null);
    }
    SortedMap<String, Double> tolerances = tolerances();
    List<OnnxDifference> differences = new ArrayList<>();
    for (Map.Entry<String, float[]> output : computed().outputs().entrySet()) {
      String name = output.getKey();
      double tolerance = tolerances.getOrDefault(name, Tolerances.USUAL);
      float[] expected = reference.outputs().get(name);
      differences.add(difference(name, output.getValue(), expected, tolerance));
    }
    return differences;
  }

  private static OnnxDifference difference(
      String name, float[] found, float @Nullable [] expected, double tolerance) {
    return expected == null || expected.length != found.length
        ? new OnnxDifference(name, Double.POSITIVE_INFINITY, 0, tolerance)
        : new OnnxDifference(
            name, Reference.difference(found, expected), Reference.largest(expected), tolerance);
  }

  /** Whatever the file makes of itself: it may have been changed anywhere. */
  @SuppressWarnings("PMD.AvoidCatchingGenericException")
  private Reference computed() {
    try {
      return new GraphEvaluator(model.getGraph()).run();
    } catch (RuntimeException e) {
      throw damaged("it cannot be computed: " + e.getMessage(), e);
    }
  }

  private Reference reference() {
    try {
      return Reference.of(required(Names.REFERENCE));
    } catch (JsonParseException e) {
      throw damaged("its %s is no JSON of base64".formatted(Names.REFERENCE), e);
    }
  }

  private SortedMap<String, Double> tolerances() {
    try {
      JsonObject json = JsonParser.parseString(required(Names.PROVENANCE)).getAsJsonObject();
      SortedMap<String, Double> tolerances = new TreeMap<>();
      if (json.has("precision")) {
        for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("tolerance").entrySet()) {
          double share = entry.getValue().getAsDouble();
          if (!(share > 0 && Double.isFinite(share))) {
            throw new JsonParseException("tolerance is " + share);
          }
          tolerances.put(entry.getKey(), share);
        }
      }
      return tolerances;
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw damaged("its provenance must say how far float16 may be off", e);
    }
  }

  private String required(String key) {
    Optional<String> value =
        model.getMetadataPropsList().stream()
            .filter(entry -> entry.getKey().equals(key))
            .map(StringStringEntryProto::getValue)
            .findFirst();
    return value.orElseThrow(
        () ->
            new InvalidInputException(
                "model (%s) must have the metadata %s, which nasnet export writes; export it anew"
                    .formatted(file, key)));
  }

  private FailureException damaged(String why, @Nullable Exception cause) {
    return new FailureException(
        "model (%s) is not as it was written: %s; export it anew".formatted(file, why), cause);
  }
}
