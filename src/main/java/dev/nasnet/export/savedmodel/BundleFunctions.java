package dev.nasnet.export.savedmodel;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.export.bfloat16.Bfloat16Graph;
import dev.nasnet.export.graphdef.BodyGraph;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import dev.nasnet.export.model.ExportModel;
import java.util.List;
import org.tensorflow.proto.FunctionDefLibrary;

/**
 * The functions of a bundle's graph and their names: the bodies for inference and training, and the
 * functions that call them for Python and for the signatures.
 */
final class BundleFunctions {
  /** The function behind Python's {@code model(inputs)}. */
  static final String CALL = "__inference_call_3";

  /** The function of the endpoint {@code serve}. */
  static final String SERVE = "__inference_serve_4";

  /** The function of the endpoint {@code train}. */
  static final String TRAIN_ENDPOINT = "__inference_train_5";

  private static final String DECODE = "__inference_decode_6";
  private static final int FIRST_SIGNATURE = 7;

  private final BundleInterface bundle;
  private final ExportModel exported;
  private final String inference;
  private final String training;

  BundleFunctions(BundleInterface bundle, ExportModel exported) {
    this.bundle = bundle;
    this.exported = exported;
    String network = bundle.network().spec().name();
    inference = "__inference_%s_answer_1".formatted(network);
    training = "__inference_%s_train_2".formatted(network);
  }

  /** Returns the name of the function behind Python's {@code model(inputs, training=True)}. */
  String training() {
    return training;
  }

  /** Returns the name of the function that a signature runs. */
  String of(Signature signature) {
    int number = FIRST_SIGNATURE + bundle.signatures().indexOf(signature);
    return "__inference_signature_wrapper_%s_%s".formatted(signature.name(), number);
  }

  FunctionDefLibrary define() {
    List<VariableSpec> variables = bundle.variables();
    List<TensorSignature> output = List.of(bundle.kerasOutput());
    WrapperFunction wrapper = new WrapperFunction(bundle, inference, bundle.outputs(), true);
    FunctionDefLibrary.Builder library =
        FunctionDefLibrary.newBuilder()
            .addFunction(
                new BodyFunction(inferenceBody(), variables)
                    .define(inference, bundle.image(), bundle.outputs()))
            .addFunction(wrapper.define(CALL, output))
            .addFunction(wrapper.define(SERVE, output));
    if (bundle.network() instanceof Network network) {
      library
          .addFunction(
              new BodyFunction(graphs().training(network), variables)
                  .define(training, bundle.image(), output))
          .addFunction(
              new WrapperFunction(bundle, training, output, false).define(TRAIN_ENDPOINT, output));
    }
    bundle.signatures().forEach(signature -> add(library, signature, wrapper));
    return library.build();
  }

  private BodyGraph.Body inferenceBody() {
    BodyGraph.Body body = graphs().inference();
    return exported.deviation().isPresent() ? Bfloat16Graph.of(body) : body;
  }

  private BodyGraph graphs() {
    return new BodyGraph(bundle, exported.weights());
  }

  private void add(
      FunctionDefLibrary.Builder library, Signature signature, WrapperFunction wrapper) {
    String name = of(signature);
    if (!signature.name().equals(SignatureNames.SERVE_BYTES)) {
      library.addFunction(wrapper.define(name, signature.outputs()));
      return;
    }
    BytesFunction bytes = new BytesFunction(bundle, exported.classNames());
    TensorSignature encoded =
        TensorSignature.strings(signature.input().key(), NodeAttributes.scalar());
    library.addFunction(
        new BodyFunction(graphs().decoding(exported.resize()), List.of())
            .define(DECODE, encoded, List.of(bytes.image())));
    library.addFunction(bytes.define(name, signature, DECODE, wrapper));
  }
}
