"""Converts frozen graphs that Java wrote to LiteRT and ONNX and compares every answer.

verify_frozen.py FOLDER...
Each FOLDER holds frozen.pb and case.npz: image and logits, Java's plain network's (features, where
there is no classifier).
"""

import pathlib
import sys

from judging import compare, finish

import numpy as np
import onnxruntime
import tensorflow as tf
import tf2onnx
from ai_edge_litert.interpreter import Interpreter


def compare_all(name, answers, expected):
    """The given key is Java's answer; the other one of logits and probabilities follows from it."""
    for key, value in expected.items():
        compare(f"{name} {key}", answers[key], value)
    if "probabilities" in answers:
        softmax = tf.nn.softmax(answers["logits"]).numpy()
        compare(f"{name} softmax", softmax, answers["probabilities"])


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


def main(folders):
    for folder in map(pathlib.Path, folders):
        print(folder.name)
        path = folder / "frozen.pb"
        graph = tf.compat.v1.GraphDef.FromString(path.read_bytes())
        nodes = {node.name for node in graph.node}
        with np.load(folder / "case.npz") as arrays:
            image, answer = arrays["image"], arrays["logits"]
        outputs = [key for key in ("features", "logits", "probabilities") if key in nodes]
        expected = {("features" if outputs == ["features"] else "logits"): answer}
        compare_all("TensorFlow", tensorflow(graph, outputs, image), expected)
        compare_all("LiteRT", litert(str(path), outputs, image), expected)
        compare_all("ONNX Runtime", onnx(graph, outputs, image), expected)
    finish("frozen graph")


if __name__ == "__main__":
    main(sys.argv[1:])
