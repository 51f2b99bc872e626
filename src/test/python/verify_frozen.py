"""Converts a frozen graph that Java wrote to LiteRT and ONNX and compares the answers.

verify_frozen.py FROZEN.pb DATA_DIR
DATA_DIR holds image.f32 and output.f32 (little-endian): two images and what Java's plain network
answers. Prints the largest differences; exits 1 above the tolerance.
"""

import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import onnxruntime
import tensorflow as tf
import tf2onnx
from ai_edge_litert.interpreter import Interpreter

TOLERANCE = 1e-5  # float32 rounding: each runtime adds in an order of its own
failed = []


def compare(name, found, expected):
    same = found.shape == expected.shape
    difference = np.linalg.norm(found - expected) / np.linalg.norm(expected) if same else np.inf
    print(f"{name}: relative difference {difference:.2e}")
    if not difference <= TOLERANCE:
        failed.append(name)


def softmax(logits):
    return tf.nn.softmax(logits).numpy()


def compare_all(name, answers, expected):
    """The given key is Java's answer; the other one of logits and probabilities follows from it."""
    for key, value in expected.items():
        compare(f"{name} {key}", answers[key], value)
    if "probabilities" in answers:
        compare(f"{name} softmax", softmax(answers["logits"]), answers["probabilities"])


def tensorflow(graph, outputs, image):
    function = tf.compat.v1.wrap_function(lambda: tf.import_graph_def(graph, name=""), [])
    function = function.prune("image:0", {key: key + ":0" for key in outputs})
    return {key: value.numpy() for key, value in function(tf.constant(image)).items()}


def litert(path, outputs, image):
    shape = {"image": [1, *image.shape[1:]]}
    converter = tf.compat.v1.lite.TFLiteConverter.from_frozen_graph(path, ["image"], outputs, shape)
    interpreter = Interpreter(model_content=converter.convert())
    interpreter.allocate_tensors()
    rows = {key: [] for key in outputs}
    for one in image:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], one[None])
        interpreter.invoke()
        for output in interpreter.get_output_details():
            rows[output["name"].split(":")[0]].append(interpreter.get_tensor(output["index"]))
    return {key: np.concatenate(value) for key, value in rows.items()}


def onnx(graph, outputs, image):
    names = [key + ":0" for key in outputs]
    model, _ = tf2onnx.convert.from_graph_def(
        graph, input_names=["image:0"], output_names=names, opset=17
    )
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return dict(zip(outputs, session.run(names, {"image:0": image})))


def main():
    path, data = sys.argv[1], pathlib.Path(sys.argv[2])
    graph = tf.compat.v1.GraphDef.FromString(pathlib.Path(path).read_bytes())
    nodes = {node.name: node for node in graph.node}
    shape = [dim.size for dim in nodes["image"].attr["shape"].shape.dim]
    image = np.fromfile(data / "image.f32", "<f4").reshape([-1] + shape[1:])
    answer = np.fromfile(data / "output.f32", "<f4").reshape([len(image), -1])
    outputs = [key for key in ("features", "logits", "probabilities") if key in nodes]
    expected = {("features" if outputs == ["features"] else "logits"): answer}
    compare_all("TensorFlow", tensorflow(graph, outputs, image), expected)
    compare_all("LiteRT", litert(path, outputs, image), expected)
    compare_all("ONNX Runtime", onnx(graph, outputs, image), expected)
    if failed:
        sys.exit(f"frozen graph disagrees: {', '.join(failed)}")
    print("frozen graph agrees")


if __name__ == "__main__":
    main()
