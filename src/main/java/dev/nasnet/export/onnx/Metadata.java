package dev.nasnet.export.onnx;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.export.int8.Io;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.export.onnx.proto.GraphProto;
import dev.nasnet.export.onnx.proto.StringStringEntryProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import dev.nasnet.internal.evaluator.Reference;
import dev.nasnet.internal.evaluator.Tolerances;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a file says of itself, beside its graph. */
final class Metadata {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private final ModelContent model;
  private final OnnxOptions options;
  private final String sha256;
  private final Reference reference;
  private final SortedMap<String, Double> deviations;

  /**
   * Creates the metadata of a file.
   *
   * @param deviations how far float16 is from float32, or what integers may be off, by output
   */
  Metadata(
      ModelContent model,
      OnnxOptions options,
      GraphProto graph,
      Reference reference,
      SortedMap<String, Double> deviations) {
    this.model = model;
    this.options = options;
    List<String> outputs = graph.getOutputList().stream().map(output -> output.getName()).toList();
    this.reference = reference.only(outputs);
    this.deviations = new TreeMap<>(deviations);
    this.deviations.keySet().retainAll(outputs);
    sha256 = sha256(graph);
  }

  /** The SHA-256 of all initializers' bytes, one behind the other, in hexadecimal. */
  static String sha256(GraphProto graph) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (TensorProto tensor : graph.getInitializerList()) {
        digest.update(tensor.getRawData().asReadOnlyByteBuffer());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  List<StringStringEntryProto> entries() {
    List<StringStringEntryProto> entries = new ArrayList<>();
    entries.add(entry(Names.PROVENANCE, provenance()));
    if (!model.classNames().isEmpty()) {
      entries.add(entry(Names.LABELS, JSON.toJson(model.classNames())));
    }
    entries.add(entry(Names.WEIGHTS_SHA256, sha256));
    entries.add(entry(Names.REFERENCE, reference.json()));
    return entries;
  }

  /** For people. */
  String text() {
    OutputShape size = model.network().input().output();
    boolean bytes = options.isUint8();
    Io io = model.io();
    return ("%s %s. Input image: %s %s, RGB%s, any N. Outputs: %s. Weights' SHA-256: %s."
            + " Class names and provenance are in the metadata.")
        .formatted(
            model.network().spec().cellSet().name(),
            model.network().spec().notation(),
            io.isInteger() ? io.name().toLowerCase(Locale.ROOT) : bytes ? "uint8" : "float32",
            options.isNchw()
                ? "[N, 3, %d, %d]".formatted(size.height(), size.width())
                : "[N, %d, %d, 3]".formatted(size.height(), size.width()),
            io == Io.INT8 ? " - 128" : bytes || io == Io.UINT8 ? ", 0 to 255" : " / 127.5 - 1",
            String.join(", ", reference.outputs().keySet()),
            sha256);
  }

  private String provenance() {
    NasNetSpec spec = model.network().spec();
    JsonObject json = new JsonObject();
    json.add("spec", JsonParser.parseString(SpecJson.write(spec)));
    json.addProperty("parameters", Network.of(spec).parameters());
    json.addProperty("optimize", "serving");
    if (model.integers().isPresent()) {
      json.addProperty("precision", "int8");
      json.add("tolerance", JSON.toJsonTree(deviations));
    } else if (options.isFloat16()) {
      json.addProperty("precision", "float16");
      json.add("deviation", JSON.toJsonTree(deviations));
      json.add("tolerance", JSON.toJsonTree(Tolerances.ofFloat16(deviations)));
    }
    new TreeMap<>(model.provenance())
        .forEach((name, value) -> json.add(name, JSON.toJsonTree(value)));
    return JSON.toJson(json);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
