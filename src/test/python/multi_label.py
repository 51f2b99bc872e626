"""Judges a network that was trained on images with any number of labels.

multi_label.py evaluated DIR THRESHOLD  compares metrics.csv and classes.csv of DIR with scikit-learn's
                                        figures of its predictions.csv
multi_label.py exported DIR             compares every export in DIR (model.keras, saved, served,
                                        model.onnx, model.tflite, frozen.pb) and predicted.json of the
                                        images in DIR/images with Keras's prediction of model.keras
"""

import csv
import json
import pathlib
import sys

from judging import check, finish

import keras
import numpy as np
import onnxruntime
import tensorflow as tf
import tf_keras
from ai_edge_litert.interpreter import Interpreter
from sklearn import metrics

# Both compute in float64 from the same decimal numbers.
FIGURES = 1e-6
# Probabilities in float32, in another order of additions.
PROBABILITIES = 1e-5


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def scikit_learn(labels, p, threshold):
    predicted = (p >= np.float32(threshold)).astype(int)
    wanted = {
        "exactMatch": metrics.accuracy_score(labels, predicted),
        "hammingLoss": metrics.hamming_loss(labels, predicted),
        "loss": metrics.log_loss(labels.ravel(), p.ravel().astype(float), labels=[0, 1]),
    }
    for kind in ("macro", "micro", "weighted"):
        mean = metrics.precision_recall_fscore_support(
            labels, predicted, average=kind, zero_division=0
        )
        wanted |= dict(zip((kind + "Precision", kind + "Recall", kind + "F1"), mean))
        wanted[kind + "RocAuc"] = metrics.roc_auc_score(labels, p, average=kind)
        wanted[kind + "AveragePrecision"] = metrics.average_precision_score(
            labels, p, average=kind
        )
    each = metrics.precision_recall_fscore_support(labels, predicted, zero_division=0)
    return wanted, [
        (each[3][k], each[0][k], each[1][k], each[2][k],
         metrics.roc_auc_score(labels[:, k], p[:, k]),
         metrics.average_precision_score(labels[:, k], p[:, k]))
        for k in range(labels.shape[1])
    ]


def evaluated(folder, threshold):
    rows = table(folder / "predictions.csv")
    classes = (len(rows[0]) - 1) // 2
    values = np.array([[float(cell) for cell in row[1:]] for row in rows[1:]])
    labels, p = values[:, :classes].astype(int), values[:, classes:].astype(np.float32)
    wanted, each = scikit_learn(labels, p, threshold)
    found = {name: float(value) for name, value in table(folder / "metrics.csv")[1:]}
    check("threshold", found.pop("threshold") == threshold)
    check("figures", found.keys() == wanted.keys())
    worst = max(abs(found[name] - wanted[name]) for name in wanted)
    for row, of in zip(table(folder / "classes.csv")[1:], each, strict=True):
        worst = max(worst, max(abs(float(a) - b) for a, b in zip(row[1:], of, strict=True)))
    print(f"largest difference of a figure: {worst:.1e}")
    check(f"figures within {FIGURES}", worst < FIGURES)
    finish("evaluation")


def onnx(path, images):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["probabilities"], {"image": images})[0]


def litert(path, images):
    runner = Interpreter(model_path=str(path)).get_signature_runner("serving_default")
    return runner(image=images)["probabilities"]


def frozen(path, images):
    graph = tf.compat.v1.GraphDef.FromString(path.read_bytes())
    function = tf.compat.v1.wrap_function(lambda: tf.import_graph_def(graph, name=""), [])
    return function.prune("image:0", "probabilities:0")(tf.constant(images)).numpy()


def exported(folder):
    files = sorted((folder / "images").glob("*.png"))
    encoded = [file.read_bytes() for file in files]
    images = np.stack([tf.io.decode_png(one, 3).numpy() for one in encoded])
    images = (images / 127.5 - 1).astype(np.float32)
    model = keras.models.load_model(folder / "model.keras")
    expected = np.asarray(model(images))
    check("sigmoid", model.layers[-1].activation.__name__ == "sigmoid")
    check("an image has several labels", ((expected > 0.5).sum(1) > 1).any())
    found = {
        "tf_keras": tf_keras.models.load_model(folder / "saved" / "1")(images).numpy(),
        "ONNX Runtime": onnx(folder / "model.onnx", images),
        "LiteRT": litert(folder / "model.tflite", images),
        "frozen graph": frozen(folder / "frozen.pb", images),
    }
    for name in ("saved", "served"):
        signatures = tf.saved_model.load(folder / name / "1").signatures
        outputs = signatures["serving_default"](image=tf.constant(images))
        found[name] = outputs["probabilities"].numpy()
        sigmoid = tf.sigmoid(outputs["logits"]).numpy()
        found[name + " logits"] = sigmoid
        bytes_ = signatures["serve_bytes"]
        (key,) = bytes_.structured_input_signature[1].keys()
        outputs = bytes_(**{key: tf.constant(encoded)})
        found[name + " serve_bytes"] = outputs["probabilities"].numpy()
    predicted = np.zeros_like(expected)
    for row, line in zip(predicted, (folder / "predicted.json").read_text().splitlines(), strict=True):
        for one in json.loads(line)["predictions"]:
            row[one["index"]] = one["probability"]
    found["nasnet predict"] = predicted
    for name, probabilities in found.items():
        difference = np.abs(probabilities - expected).max()
        print(f"{name}: {difference:.1e}")
        check(name, difference < PROBABILITIES)
    # The control: what a softmax would give.
    logits = np.log(expected / (1 - expected))
    check("softmax differs", np.abs(tf.nn.softmax(logits).numpy() - expected).max() > 0.1)
    finish("exports")


def main(command, folder, *more):
    if command == "evaluated":
        evaluated(pathlib.Path(folder), float(more[0]))
    else:
        exported(pathlib.Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
