"""Quantises the digits network to integers by TensorFlow's converter, from several exports of it.

quantise.py BUNDLE FROZEN SERVING
The bundle and the optimised one are version folders, the frozen graph a file, all of the shipped
weights. Full-integer post-training quantisation is calibrated by 100 of the held-out digits; the
other digits judge it against the same file in float32.
"""

import importlib.util
import pathlib
import sys

from judging import check, finish

import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter

CALIBRATION = 100
# Measured: 2.6e-2 plain, 2.5e-2 frozen; 1.0e-1 where a ReLU reads a pool, whose negatives are lost.
TOLERANCE = 5e-2
SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "score-digits.py"


def digits():
    spec = importlib.util.spec_from_file_location("score_digits", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    images, labels = module.held_out()
    return tf.image.resize(images, [16, 16]).numpy(), labels


def converter(path):
    if path.endswith(".pb"):
        return tf.compat.v1.lite.TFLiteConverter.from_frozen_graph(
            path, ["image"], ["logits"], {"image": [1, 16, 16, 3]})
    model = tf.saved_model.load(path)

    @tf.function(input_signature=[tf.TensorSpec([1, 16, 16, 3])])
    def logits(image):
        return model.signatures["serving_default"](image=image)["logits"]

    return tf.lite.TFLiteConverter.from_concrete_functions(
        [logits.get_concrete_function()], model)


def run(content, images):
    interpreter = Interpreter(model_content=content)
    interpreter.allocate_tensors()
    rows = []
    for image in images:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image[None])
        interpreter.invoke()
        rows.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0])
    return np.array(rows)


def integers(path, images):
    quantised = converter(path)
    quantised.optimizations = [tf.lite.Optimize.DEFAULT]
    quantised.representative_dataset = lambda: ([image[None]] for image in images)
    quantised.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    return quantised.convert()


def main(paths):
    images, labels = digits()
    calibration, images, labels = images[:CALIBRATION], images[CALIBRATION:], labels[CALIBRATION:]
    for path in paths:
        floats = run(converter(path).convert(), images)
        found = run(integers(path, calibration), images)
        difference = np.linalg.norm(found - floats) / np.linalg.norm(floats)
        lost = (floats.argmax(1) == labels).mean() - (found.argmax(1) == labels).mean()
        print(f"{path}: int8 moves the logits by {difference:.1e}, top-1 lost {lost:.4f}")
        check(f"{path} logits", difference < TOLERANCE)
        check(f"{path} top-1", lost <= 0.005)
    finish("int8")


if __name__ == "__main__":
    main(sys.argv[1:])
