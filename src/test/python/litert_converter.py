"""Compares LiteRT files that Java wrote with those that TensorFlow's converter makes of the bundle.

litert_converter.py FOLDER...
Each has bundle/1, model.tflite and case.npz (image). A folder called wrong-... has the file of
another network, which must differ.
"""

import pathlib
import sys

from judging import check, finish

import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from verify_litert import TOLERANCE, WRONG, log_softmax, relative


def run(content, images):
    return Interpreter(model_content=content).get_signature_runner("serving_default")(image=images)


def differences(found, expected):
    """Relative L2 by output: of log-probabilities, logits or features."""
    check(f"outputs {sorted(found)} for {sorted(expected)}", found.keys() == expected.keys())
    for name in found:
        yield relative(found[name], expected[name])
        if name == "logits":
            yield relative(log_softmax(found[name]), log_softmax(expected[name]))
        if name == "probabilities":
            yield relative(np.log(found[name]), np.log(expected[name]))


def main(folders):
    for folder in map(pathlib.Path, folders):
        with np.load(folder / "case.npz") as arrays:
            images = arrays["image"]
        converter = tf.lite.TFLiteConverter.from_saved_model(
            str(folder / "bundle" / "1"), signature_keys=["serving_default"])
        expected = run(converter.convert(), images)
        worst = max(differences(run((folder / "model.tflite").read_bytes(), images), expected))
        print(f"{folder.name}: {worst:.1e}")
        if folder.name.startswith("wrong-"):
            check(f"{folder.name} differs", worst > WRONG)
        else:
            check(folder.name, worst < TOLERANCE)
    finish("TensorFlow's converter")


if __name__ == "__main__":
    main(sys.argv[1:])
