package dev.nasnet.export.savedmodel;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.nasnet.architecture.Network;
import dev.nasnet.bundle.BundleFiles;
import dev.nasnet.bundle.Manifest;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.bundle.ProvenanceBuilder;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.bundle.VersionFolders;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.ReferenceOutputs;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.CheckpointWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes a network and its weights as a TF2 object-graph SavedModel, completely or not at all. It
 * loads in {@code tf.saved_model.load}, the TF1 and C++ loaders (Serving, TF Java), {@code
 * keras.layers.TFSMLayer} and, as a true Functional model, {@code tf_keras.models.load_model}. The
 * same network and weights give the same bytes.
 *
 * <p>The signature {@code serving_default} takes {@code image}, float32 {@code [N, H, W, 3]} of RGB
 * / 127.5 − 1, and outputs {@code logits} and {@code probabilities}, float32 {@code [N, classes]},
 * or {@code features} where there is no classifier. The signature {@code features} outputs the
 * input of the classifier. The signature {@code serve_bytes} takes {@code image_bytes}, strings
 * {@code [N]} of JPEG, PNG, BMP or GIF, and outputs the most probable {@code classes} with their
 * {@code scores}, {@code [N, 5]} at most, and all {@code probabilities}. Called as a Python object,
 * the bundle returns the output of the Keras model; {@code training=True} normalizes by the batch's
 * statistics and updates the running ones by the batch's unbiased variance, as tf_keras does.
 */
public final class SavedModelWriter {
  private final BundleInterface bundle;
  private final ExportModel exported;
  private final BundleFunctions functions;
  private final EntryPoints entryPoints;
  private final ObjectGraph objects;

  private SavedModelWriter(ExportModel exported, WeightStorage storage) {
    bundle = BundleInterface.of(exported.network(), storage == WeightStorage.VARIABLES);
    this.exported = exported;
    functions = new BundleFunctions(bundle, exported);
    entryPoints = new EntryPoints(bundle, functions);
    objects = entryPoints.objects();
  }

  /**
   * Writes {@code MODEL/N/}, N one more than the largest number there, 1 at first.
   *
   * @param model the folder of the model's versions, created where missing
   * @param exported the model to write
   * @return the version's folder
   * @throws IOException if the folder cannot be written; nothing is left behind then
   */
  public static Path write(Path model, ExportModel exported) throws IOException {
    boolean isFloat32 = exported.deviation().isEmpty();
    WeightStorage best = WeightStorage.bestFor(exported.network());
    return write(model, exported, isFloat32 ? best : WeightStorage.CONSTANTS);
  }

  /**
   * Writes {@code MODEL/N/} as {@link #write(Path, ExportModel)} does, with a chosen storage of the
   * weights.
   *
   * @param model the folder of the model's versions
   * @param exported the network, its weights and their description
   * @param storage where the weights are kept
   * @return the version's folder
   * @throws InvalidInputException if Keras's layers are to be stored as constants, or a network
   *     that computes in bfloat16 as variables
   * @throws IOException if the folder cannot be written; nothing is left behind then
   */
  public static Path write(Path model, ExportModel exported, WeightStorage storage)
      throws IOException {
    requireFit(exported, storage);
    SavedModelWriter writer = new SavedModelWriter(exported, storage);
    return AtomicWrites.directory(() -> VersionFolders.next(model), writer::fill);
  }

  private static void requireFit(ExportModel exported, WeightStorage storage) {
    boolean isConstant = storage == WeightStorage.CONSTANTS;
    if (isConstant && exported.network() instanceof Network) {
      throw new InvalidInputException(
          "storage (constants) must be used with a network that is rewritten for serving; rewrite"
              + " it, or use variables");
    }
    if (!isConstant && exported.deviation().isPresent()) {
      throw new InvalidInputException(
          "storage (variables) must be constants for a network that computes in bfloat16; use"
              + " constants, or float32");
    }
  }

  private void fill(Path folder) throws IOException {
    Path prefix = inNewFolder(folder, BundleFiles.VARIABLES);
    ByteString objectGraph = objects.trackable().toByteString();
    List<String> keys = objects.checkpointKeys();
    // Written in another thread: for a large network this takes half of the time.
    try (Manifest.PendingFile values =
        Manifest.begin(
            CheckpointWriter.values(prefix),
            () -> BundleCheckpoint.write(prefix, bundle, exported.weights(), keys, objectGraph))) {
      describe(folder);
      graph(folder, objectGraph);
      Manifest.write(folder, values);
    }
  }

  private void describe(Path folder) throws IOException {
    if (bundle.network() instanceof Network network) {
      new KerasMetadata(network, objects).write(folder.resolve(BundleFiles.KERAS_METADATA));
    }
    List<String> classNames = exported.classNames();
    Path labels = inNewFolder(folder, BundleFiles.LABELS);
    if (!classNames.isEmpty()) {
      Files.writeString(labels, String.join("\n", classNames) + "\n");
    }
    if (!exported.classIds().isEmpty()) {
      String ids = String.join("\n", exported.classIds()) + "\n";
      Files.writeString(folder.resolve(BundleFiles.CLASS_IDS), ids);
    }
    Files.writeString(inNewFolder(folder, BundleFiles.PROVENANCE), provenance().toJson());
    ReferenceOutputs.write(
        folder.resolve(BundleFiles.REFERENCE_OUTPUTS), exported.network(), exported.weights());
    new WarmUpRequests(bundle, exported).write(folder.resolve(BundleFiles.WARM_UP_REQUESTS));
  }

  /** Returns the path of a file in a folder that is created for it. */
  private static Path inNewFolder(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectory(file.resolveSibling(""));
    return file;
  }

  private void graph(Path folder, ByteString objectGraph) throws IOException {
    SavedModel model =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(metaGraph(objectGraph))
            .build();
    try (OutputStream stream = Files.newOutputStream(folder.resolve(BundleFiles.GRAPH))) {
      CodedOutputStream out = CodedOutputStream.newInstance(stream);
      out.useDeterministicSerialization();
      model.writeTo(out);
      out.flush();
    }
  }

  private Provenance provenance() {
    Network network = Network.of(bundle.network().spec());
    ProvenanceBuilder builder =
        Provenance.builder()
            .spec(network.spec())
            .parameters(network.parameters())
            .multiplyAdds(network.multiplyAdds())
            .optimize(bundle.isTrainable() ? "none" : "serving")
            .tensorflow(TensorFlow.version())
            .origin(exported.provenance());
    exported
        .deviation()
        .ifPresent(deviation -> builder.bfloat16(deviation.deviations(), deviation.tolerances()));
    return builder.build();
  }

  private MetaGraphDef metaGraph(ByteString objectGraph) {
    MainGraph graph = new MainGraph(bundle, objects.checkpointKeys(), objectGraph);
    String init = "__saved_model_init_op";
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    bundle
        .signatures()
        .forEach(signature -> meta.putSignatureDef(signature.name(), signature.define()));
    return meta.setMetaInfoDef(
            MetaGraphDef.MetaInfoDef.newBuilder()
                .addTags(SignatureNames.SERVE_TAG)
                .setTensorflowVersion(TensorFlow.version())
                .setTensorflowGitVersion("unknown")
                .setStrippedDefaultAttrs(true))
        .setGraphDef(graph.define(functions))
        .setObjectGraphDef(entryPoints.describe())
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
