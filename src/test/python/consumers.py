"""Asks every program that is said to take what Java exports, and compares its answers with Java's.

consumers.py FOLDER CONSUMER...   (consumers.py --list names them)
FOLDER holds case.npz (image and answer) and what was exported: bundle/1, serving/1 (the optimised
bundle), model.keras, model.h5, model.weights.h5, legacy.h5, frozen.pb, model.direct.onnx, model.direct.tflite. Prints one JSON line a consumer
and format: "difference" is the relative L2 difference of log-probabilities, "seconds" the time to load
and answer; "error" where it did not.
"""

import copy
import gc
import json
import os
import pathlib
import subprocess
import sys
import time
import traceback
from unittest import mock

import judging

import numpy as np

KEY = "probabilities"


class Case:
    """One network: what Java exported, its inputs and its answers."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        with np.load(self.folder / "case.npz") as arrays:
            self.image, self.expected = arrays["image"], arrays["answer"]
        self.bundle = self.path("bundle/1")

    def raw_image(self):
        """A file of its values alone, little-endian."""
        self.image.astype("<f4").tofile(self.folder / "image.f32")
        return self.path("image.f32")

    def path(self, name):
        return str(self.folder / name)

    def difference(self, answers):
        found = np.asarray(answers, np.float32)
        if found.shape != self.expected.shape:
            raise ValueError(f"answers of shape {found.shape}, not {self.expected.shape}")
        expected = np.log(self.expected)
        return float(np.linalg.norm(np.log(found) - expected) / np.linalg.norm(expected))


def saved_model_load(case):
    import tensorflow as tf

    model = tf.saved_model.load(case.bundle)
    yield model.signatures["serving_default"](image=tf.constant(case.image))[KEY].numpy()


def v1_loader(case):
    import tensorflow as tf

    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        graph = tf.compat.v1.saved_model.load(session, ["serve"], case.bundle)
        signature = graph.signature_def["serving_default"]
        yield session.run(
            signature.outputs[KEY].name, {signature.inputs["image"].name: case.image})


def saved_model_cli(case):
    np.save(case.path("cli.npy"), case.image)
    judging.saved_model_cli(
        "run", "--dir", case.bundle, "--tag_set", "serve", "--signature_def", "serving_default",
        "--inputs", "image=" + case.path("cli.npy"), "--outdir", case.path("cli"), "--overwrite")
    yield np.load(case.path(f"cli/{KEY}.npy"))


def tfsm_layer(case):
    import keras

    layer = keras.layers.TFSMLayer(case.bundle, call_endpoint="serve")
    yield np.asarray(layer(case.image))


def tf_hub(case):
    import tensorflow as tf
    import tensorflow_hub as hub

    layer = hub.KerasLayer(case.bundle, trainable=True)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.math.log(layer(case.image[:1])))
    gradients = tape.gradient(loss, layer.trainable_weights)
    if not gradients or any(gradient is None for gradient in gradients):
        raise ValueError("the layer cannot be trained")
    yield layer(case.image).numpy()


def functional(keras, path):
    model = keras.models.load_model(path)
    if type(model).__name__ != "Functional":
        raise ValueError(f"{path} came back as {type(model).__name__}")
    return model


def tf_keras_bundle(case):
    import tf_keras

    yield functional(tf_keras, case.bundle).predict(case.image, verbose=0)


def whole_model(keras, name):
    def consumer(case):
        yield functional(keras(), case.path(name)).predict(case.image, verbose=0)

    return consumer


def weights_only(keras, name, **how):
    """Weights loaded into a model that was made from the config alone, with other weights."""

    def consumer(case):
        config = functional(keras(), case.path("model.keras")).to_json()
        model = keras().models.model_from_json(config)
        model.load_weights(case.path(name), **how)
        yield model.predict(case.image, verbose=0)

    return consumer


def keras3():
    import keras

    return keras


def legacy_keras():
    import tf_keras

    return tf_keras


def openvino_frozen(case):
    yield from openvino(case, case.path("frozen.pb"))


def openvino(case, path=None):
    import openvino as ov

    # The plain precision: some processors would take bfloat16 by default.
    compiled = ov.Core().compile_model(
        ov.Core().read_model(path or case.bundle), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    answers = compiled({0: case.image})
    yield next(
        value for port, value in answers.items() if any(KEY in name for name in port.names))


def onnx_runtime(case, *source):
    import onnxruntime
    from tf2onnx import convert

    target = case.path("model.onnx")
    with mock.patch.object(sys, "argv", ["convert", *source, "--opset", "18", "--output", target]):
        convert.main()
    session = onnxruntime.InferenceSession(target)
    name = next(output.name for output in session.get_outputs() if KEY in output.name)
    yield session.run([name], {session.get_inputs()[0].name: case.image})[0]


def onnx_direct(case):
    import onnxruntime

    session = onnxruntime.InferenceSession(case.path("model.direct.onnx"))
    yield session.run([KEY], {"image": case.image})[0]


def openvino_onnx(case):
    yield from openvino(case, case.path("model.direct.onnx"))


def onnxruntime_web(case):
    """Node with the WebAssembly backend; see scripts/consumers."""
    size = "x".join(map(str, case.image.shape[:3]))
    run = subprocess.run(
        ["node", os.environ["NASNET_TFJS"] + "/onnx_run.mjs", case.path("model.direct.onnx"),
         case.raw_image(), size],
        check=True, capture_output=True, text=True)
    answers = json.loads(run.stdout.splitlines()[-1])
    yield np.array(answers[KEY], np.float32).reshape(case.expected.shape)


def onnx_bundle(case):
    yield from onnx_runtime(case, "--saved-model", case.bundle)


def onnx_frozen(case):
    yield from onnx_runtime(
        case, "--graphdef", case.path("frozen.pb"), "--inputs", "image:0", "--outputs", KEY + ":0")


def interpreted(model, case):
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=model)
    given = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(given, case.image.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(given, case.image)
    interpreter.invoke()
    answers = [
        interpreter.get_tensor(detail["index"]) for detail in interpreter.get_output_details()]
    # The converter renames the outputs: probabilities are what sums to one.
    return next(a for a in answers if np.allclose(a.sum(-1), 1, atol=1e-3) and (a >= 0).all())


def litert_bundle(case):
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_saved_model(
        case.bundle, signature_keys=["serving_default"])
    yield interpreted(converter.convert(), case)


def litert_direct(case):
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=case.path("model.direct.tflite"))
    yield interpreter.get_signature_runner("serving_default")(image=case.image)[KEY]


def litert_frozen(case):
    import tensorflow as tf

    converter = tf.compat.v1.lite.TFLiteConverter.from_frozen_graph(
        case.path("frozen.pb"), ["image"], [KEY], {"image": [None, *case.image.shape[1:]]})
    yield interpreted(converter.convert(), case)


def tensorflow_js(case):
    """The converter, then Node with the WebAssembly backend; see scripts/consumers."""
    here = pathlib.Path(__file__).parent
    target = case.path("tfjs")
    subprocess.run(
        [sys.executable, here / "tfjs_convert.py", case.bundle, target],
        check=True, capture_output=True)
    size = "x".join(map(str, case.image.shape[:3]))
    run = subprocess.run(
        ["node", os.environ["NASNET_TFJS"] + "/tfjs_run.mjs", target, case.raw_image(), size],
        check=True, capture_output=True, text=True)
    answers = json.loads(run.stdout.splitlines()[-1])
    yield np.array(answers[KEY], np.float32).reshape(case.expected.shape)


def c_api(case):
    """A C program against the C API of the library that Python's package brings."""
    import tensorflow as tf

    program = case.path("c_api")
    here = pathlib.Path(__file__).parent.parent / "c" / "saved_model.c"
    library = pathlib.Path(tf.sysconfig.get_lib())
    flags = [f"-I{tf.sysconfig.get_include()}", f"-L{library}", f"-Wl,-rpath,{library}",
             "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"]
    subprocess.run(["cc", "-O1", "-o", program, here, *flags], check=True, capture_output=True)
    signature = tf.saved_model.load(case.bundle).signatures["serving_default"]
    output = sorted(signature.structured_outputs).index(KEY)
    run = subprocess.run(
        [program, case.bundle, "serving_default_image", "StatefulPartitionedCall", str(output),
         case.raw_image(), *map(str, case.image.shape)],
        check=True, capture_output=True)
    yield np.frombuffer(run.stdout, "<f4").reshape(case.expected.shape)


def optimised(consumer):
    """As a consumer, but of the bundle that --optimize serving wrote."""

    def judged(case):
        case = copy.copy(case)
        case.bundle = case.path("serving/1")
        yield from consumer(case)

    return judged


CONSUMERS = {
    "saved_model.load": ("bundle", saved_model_load),
    "v1 loader": ("bundle", v1_loader),
    "saved_model_cli": ("bundle", saved_model_cli),
    "C API": ("bundle", c_api),
    "TF Hub": ("bundle", tf_hub),
    "Keras 3 TFSMLayer": ("bundle", tfsm_layer),
    "Keras 3 load_model keras": ("keras", whole_model(keras3, "model.keras")),
    "Keras 3 load_model h5": ("h5", whole_model(keras3, "model.h5")),
    "Keras 3 load_weights weights.h5": ("weights.h5", weights_only(keras3, "model.weights.h5")),
    "Keras 3 load_weights legacy": ("weights-legacy.h5", weights_only(keras3, "legacy.h5")),
    "Keras 3 load_weights legacy by_name": (
        "weights-legacy.h5", weights_only(keras3, "legacy.h5", by_name=True)),
    "tf_keras load_model bundle": ("bundle", tf_keras_bundle),
    "tf_keras load_model keras": ("keras", whole_model(legacy_keras, "model.keras")),
    "tf_keras load_model h5": ("h5", whole_model(legacy_keras, "model.h5")),
    "tf_keras load_weights weights.h5": (
        "weights.h5", weights_only(legacy_keras, "model.weights.h5")),
    "tf_keras load_weights legacy": ("weights-legacy.h5", weights_only(legacy_keras, "legacy.h5")),
    "tf_keras load_weights legacy by_name": (
        "weights-legacy.h5", weights_only(legacy_keras, "legacy.h5", by_name=True)),
    "OpenVINO bundle": ("bundle", openvino),
    "OpenVINO frozen": ("frozen", openvino_frozen),
    "ONNX Runtime bundle": ("bundle", onnx_bundle),
    "ONNX Runtime frozen": ("frozen", onnx_frozen),
    "ONNX Runtime onnx": ("onnx", onnx_direct),
    "OpenVINO onnx": ("onnx", openvino_onnx),
    "ONNX Runtime Web onnx": ("onnx", onnxruntime_web),
    "LiteRT bundle": ("bundle", litert_bundle),
    "LiteRT frozen": ("frozen", litert_frozen),
    "LiteRT litert": ("litert", litert_direct),
    "TensorFlow.js": ("bundle", tensorflow_js),
}

INFERENCE = (
    "saved_model.load", "v1 loader", "saved_model_cli", "C API", "Keras 3 TFSMLayer",
    "OpenVINO bundle", "ONNX Runtime bundle", "LiteRT bundle", "TensorFlow.js")
CONSUMERS |= {
    name + " optimised": ("serving", optimised(CONSUMERS[name][1])) for name in INFERENCE}


def ask(case, name):
    form, consumer = CONSUMERS[name]
    row = {"consumer": name, "format": form}
    start = time.monotonic()
    try:
        row["difference"] = case.difference(next(consumer(case)))
    except subprocess.CalledProcessError as failed:
        text = failed.stderr if isinstance(failed.stderr, str) else failed.stderr.decode()
        row["error"] = text[-2000:]
    except Exception:  # whatever a consumer raises is its row's result
        row["error"] = traceback.format_exc()[-2000:]
    row["seconds"] = round(time.monotonic() - start, 1)
    gc.collect()
    return row


def main(arguments):
    if arguments == ["--list"]:
        print("\n".join(CONSUMERS))
        return
    case = Case(arguments[0])
    for name in arguments[1:]:
        print(json.dumps(ask(case, name)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
