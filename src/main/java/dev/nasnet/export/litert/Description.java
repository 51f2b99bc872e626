package dev.nasnet.export.litert;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.export.int8.ModelContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a file says of itself, as text and as JSON. */
final class Description {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private final ModelContent model;
  private final LiteRtOptions options;
  private final FileReference reference;
  private final String sha256;

  Description(
      ModelContent model,
      LiteRtOptions options,
      List<ByteBuffer> constants,
      FileReference reference) {
    this.model = model;
    this.options = options;
    this.reference = reference;
    sha256 = sha256(constants);
  }

  /** A line for people. */
  String text() {
    OutputShape size = model.network().input().output();
    NasNetSpec spec = model.network().spec();
    return "%s %s. Input image: [N, %d, %d, 3], %s, any N. Weights' SHA-256: %s."
        .formatted(
            spec.cellSet().name(), spec.notation(), size.height(), size.width(), image(), sha256);
  }

  /**
   * JSON: the spec, the number of parameters, the SHA-256 of the constants, and the origin of the
   * weights, to which a quantization adds what it measured. Except of float32, it states how far
   * each output may be from its reference.
   */
  ByteBuffer provenance(Collection<String> outputs) {
    NasNetSpec spec = model.network().spec();
    JsonObject json = new JsonObject();
    json.add("spec", JsonParser.parseString(SpecJson.write(spec)));
    json.addProperty("parameters", Network.of(spec).parameters());
    json.addProperty("optimize", "serving");
    json.addProperty("weights_sha256", sha256);
    json.addProperty("precision", precision());
    if (!reference.tolerances().isEmpty()) {
      SortedMap<String, Double> tolerances = new TreeMap<>(reference.tolerances());
      tolerances.keySet().retainAll(outputs);
      json.add("tolerance", JSON.toJsonTree(tolerances));
    }
    new TreeMap<>(model.provenance())
        .forEach((name, value) -> json.add(name, JSON.toJsonTree(value)));
    return ByteBuffer.wrap(JSON.toJson(json).getBytes(StandardCharsets.UTF_8));
  }

  private String precision() {
    if (model.integers().isPresent()) {
      return "int8";
    }
    return options.isFloat16() ? "float16" : "float32";
  }

  private String image() {
    return switch (model.io()) {
      case FLOAT32 -> "RGB / 127.5 - 1";
      case INT8 -> "RGB - 128";
      case UINT8 -> "RGB";
    };
  }

  private static String sha256(List<ByteBuffer> constants) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      constants.forEach(bytes -> digest.update(bytes.duplicate()));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
