"""Writes Keras's class-weighted cross-entropy and its gradient, and scikit-learn's balanced weights.

    python weighted_loss.py src/test/resources/evaluation/weighted_loss.json
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf
from sklearn.utils.class_weight import compute_class_weight

SMOOTHING = 0.1


def main(path):
    rng = np.random.default_rng(5)
    logits = rng.normal(size=(6, 4)).astype("float32")
    labels = np.array([0, 3, 1, 1, 2, 0])
    weights = np.array([0.5, 2.0, 1.0, 7.25], "float32")
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=SMOOTHING)
    variable = tf.Variable(logits)
    with tf.GradientTape() as tape:
        value = loss(np.eye(4, dtype="float32")[labels], variable, sample_weight=weights[labels])
    counts = [380, 12, 55, 9]
    of_images = np.repeat(np.arange(4), counts)
    answers = {
        "smoothing": SMOOTHING,
        "logits": logits.ravel().tolist(),
        "labels": labels.tolist(),
        "weights": weights.tolist(),
        "loss": float(value),
        "gradient": tape.gradient(value, variable).numpy().ravel().tolist(),
        "counts": counts,
        "balanced": compute_class_weight(
            "balanced", classes=np.arange(4), y=of_images
        ).tolist(),
    }
    with open(path, "w") as file:
        json.dump(answers, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
