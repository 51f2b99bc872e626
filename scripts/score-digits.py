#!/usr/bin/env python3
"""Scores a digits bundle on the held-out digits, in Python, and compares with Java's own figure.

usage: score-digits.py VERSION_DIR [LEAST_ACCURACY [JAVA_PREDICTIONS]]
JAVA_PREDICTIONS is what `nasnet evaluate --predictions` wrote. Exits 1 where the accuracy is below
LEAST_ACCURACY or differs from the provenance's, or an answer differs from Java's.
"""

import json
import os
import pathlib
import sys

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# TensorFlow says on stderr that there is no GPU, whatever that level: not while it is imported.
stderr = os.dup(2)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
import tensorflow as tf

os.dup2(stderr, 2)

DIGITS = "src/main/resources/dev/nasnet/data/digits.bin"
HELD_OUT_EVERY = 5
TOLERANCE = 1e-5  # float32 rounding: the two runtimes' kernels add in another order


def held_out():
    """Every fifth image of each class: float32 [n, 8, 8, 3] in −1…1, and labels [n]."""
    path = pathlib.Path(__file__).resolve().parent.parent / DIGITS
    records = np.frombuffer(path.read_bytes(), np.uint8).reshape(-1, 65)
    seen = np.zeros(10, int)
    chosen = []
    for index, label in enumerate(records[:, 0]):
        if seen[label] % HELD_OUT_EVERY == HELD_OUT_EVERY - 1:
            chosen.append(index)
        seen[label] += 1
    pixels = records[chosen, 1:].reshape(-1, 8, 8, 1).astype(np.float32) / 8 - 1
    return np.repeat(pixels, 3, axis=-1), records[chosen, 0]


def disagreement(answers, labels, java_predictions):
    """Prints the largest difference from Java's probabilities; a complaint where it is too large."""
    table = np.loadtxt(java_predictions, np.float32, delimiter=",", ndmin=2)
    if table.shape[0] != len(labels) or (table[:, 0] != labels).any():
        return "Java scored other images"
    largest = float(np.abs(table[:, 1:] - answers).max())
    print(f"largest difference of a probability, Python against Java: {largest:.2e}")
    return None if largest <= TOLERANCE else "Python and Java do not answer alike"


def main(version, least=0.0, java_predictions=None):
    images, labels = held_out()
    signature = tf.saved_model.load(version).signatures["serving_default"]
    height, width = signature.structured_input_signature[1]["image"].shape[1:3]
    resized = tf.image.resize(images, (height, width), method="bilinear")
    answers = signature(image=resized)["probabilities"].numpy()
    accuracy = float((answers.argmax(-1) == labels).mean())
    provenance = json.loads(
        pathlib.Path(version, "assets.extra", "provenance.json").read_text(encoding="utf-8"))
    java = float(provenance["heldOutTop1"])
    print(f"held-out accuracy: Python {accuracy:.2%}, Java {java:.2%}, {len(labels)} images")
    if accuracy < float(least):
        return f"accuracy {accuracy:.2%} is below {float(least):.2%}"
    # One image of 355 may stand on the edge between two classes.
    if abs(accuracy - java) > 1.5 / len(labels):
        return "Python and Java do not agree"
    return disagreement(answers, labels, java_predictions) if java_predictions else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
