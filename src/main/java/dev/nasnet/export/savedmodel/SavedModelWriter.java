package dev.nasnet.export.savedmodel;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.bundle.Manifest;
import dev.nasnet.bundle.VersionFolders;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.ReferenceAnswers;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.weights.CheckpointWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes a network and its weights as a TF2 object-graph SavedModel, whole or not at all. It loads
 * in {@code tf.saved_model.load}, the TF1 and C++ loaders (Serving, TF Java), {@code
 * keras.layers.TFSMLayer} and, as a true Functional model, {@code tf_keras.models.load_model}. The
 * same network and weights give the same bytes.
 *
 * <p>Its signature {@code serving_default} takes {@code image}, float32 {@code [N, H, W, 3]} of RGB
 * / 127.5 − 1, and gives {@code logits} and {@code probabilities}, float32 {@code [N, classes]}, or
 * {@code features} where there is no classifier; {@code features} gives what the classifier reads;
 * {@code serve_bytes} takes {@code image_bytes}, strings {@code [N]} of JPEG, PNG, BMP or GIF, and
 * gives the likeliest {@code classes} and their {@code scores}, {@code [N, 5]} at most, and all
 * {@code probabilities}. Called as a Python object it gives what the Keras model gives; {@code
 * training=True} uses the batch's statistics and moves the running ones, with the batch's unbiased
 * variance as tf_keras does.
 */
public final class SavedModelWriter {
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final BundleInterface endpoint;
  private final ExportModel artefact;
  private final EntryPoints entryPoints;
  private final ObjectGraph objects;

  private SavedModelWriter(ExportModel artefact) {
    endpoint = BundleInterface.of(artefact.network());
    this.artefact = artefact;
    entryPoints = new EntryPoints(endpoint, artefact);
    objects = new ObjectGraph(endpoint, entryPoints);
  }

  /**
   * Writes {@code MODEL/N/}, N one more than the largest number there, 1 at first.
   *
   * @param model the folder of the model's versions, made where missing
   * @return the version's folder
   * @throws IOException if the folder cannot be written; nothing is left behind then
   */
  public static Path write(Path model, ExportModel artefact) throws IOException {
    SavedModelWriter writer = new SavedModelWriter(artefact);
    return AtomicWrites.directory(() -> VersionFolders.next(model), writer::fill);
  }

  private void fill(Path folder) throws IOException {
    Path prefix = Files.createDirectory(folder.resolve("variables")).resolve("variables");
    ByteString objectGraph = objects.trackable().toByteString();
    List<String> keys = objects.checkpointKeys();
    // Of a large network half the time, beside what follows.
    try (Manifest.Begun values =
        Manifest.begin(
            CheckpointWriter.values(prefix),
            () ->
                BundleCheckpoint.write(prefix, endpoint, artefact.weights(), keys, objectGraph))) {
      describe(folder);
      graph(folder, objectGraph);
      Manifest.write(folder, values);
    }
  }

  private void describe(Path folder) throws IOException {
    if (endpoint.network() instanceof Network network) {
      new KerasMetadata(network, objects).write(folder.resolve("keras_metadata.pb"));
    }
    List<String> classNames = artefact.classNames();
    Path assets = Files.createDirectory(folder.resolve("assets"));
    if (!classNames.isEmpty()) {
      Files.writeString(assets.resolve("labels.txt"), String.join("\n", classNames) + "\n");
    }
    Path extra = Files.createDirectory(folder.resolve("assets.extra"));
    Files.writeString(extra.resolve("provenance.json"), provenance());
    ReferenceAnswers.write(extra.resolve("golden.npz"), artefact.network(), artefact.weights());
    new WarmUpRequests(endpoint, artefact.samples())
        .write(extra.resolve("tf_serving_warmup_requests"));
  }

  private void graph(Path folder, ByteString objectGraph) throws IOException {
    SavedModel model =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(metaGraph(objectGraph))
            .build();
    try (OutputStream stream = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
      CodedOutputStream out = CodedOutputStream.newInstance(stream);
      out.useDeterministicSerialization();
      model.writeTo(out);
      out.flush();
    }
  }

  private String provenance() {
    JsonObject json = new JsonObject();
    json.add("spec", JsonParser.parseString(SpecJson.write(endpoint.network().spec())));
    json.addProperty("parameters", Network.of(endpoint.network().spec()).parameters());
    json.addProperty("optimize", endpoint.trains() ? "none" : "serving");
    json.addProperty("tensorflow", TensorFlow.version());
    artefact
        .rounding()
        .ifPresent(
            rounding -> {
              json.addProperty("precision", "bfloat16");
              json.add("deviation", JSON.toJsonTree(rounding.deviations()));
              json.add("tolerance", JSON.toJsonTree(rounding.tolerances()));
            });
    new TreeMap<>(artefact.provenance())
        .forEach((name, value) -> json.add(name, JSON.toJsonTree(value)));
    return JSON.toJson(json) + "\n";
  }

  private MetaGraphDef metaGraph(ByteString objectGraph) {
    MainGraph graph = new MainGraph(endpoint, objects.checkpointKeys(), objectGraph);
    String init = "__saved_model_init_op";
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    endpoint.signatures().forEach(s -> meta.putSignatureDef(s.name(), s.define()));
    return meta.setMetaInfoDef(
            MetaGraphDef.MetaInfoDef.newBuilder()
                .addTags("serve")
                .setTensorflowVersion(TensorFlow.version())
                .setTensorflowGitVersion("unknown")
                .setStrippedDefaultAttrs(true))
        .setGraphDef(graph.define(entryPoints))
        .setObjectGraphDef(entryPoints.describe(objects))
        .setSaverDef(MainGraph.saver())
        .putSignatureDef(
            init,
            SignatureDef.newBuilder()
                .putOutputs(
                    init,
                    TensorInfo.newBuilder()
                        .setName(MainGraph.INIT)
                        .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                        .build())
                .build())
        .putCollectionDef(
            "saved_model_main_op",
            CollectionDef.newBuilder()
                .setNodeList(CollectionDef.NodeList.newBuilder().addValue(MainGraph.INIT))
                .build())
        .build();
  }
}
