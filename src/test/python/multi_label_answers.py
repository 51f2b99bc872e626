"""Writes scikit-learn's figures and Keras's losses of images that may have any number of labels.

    python multi_label_answers.py src/test/resources/evaluation/multi_label.json

The probabilities are multiples of 1/64, exact in float32, so that many are equal and some are 0 or 1.
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf
from sklearn import metrics

CLASSES, IMAGES = 5, 120
KINDS = ("Precision", "Recall", "F1")


def predictions(rng):
    # Class 3 is rare; class 4 has no images; about a quarter of the images have no label.
    labels = (rng.random((IMAGES, CLASSES)) < [0.5, 0.3, 0.2, 0.02, 0]).astype(int)
    counts = rng.integers(0, 45, (IMAGES, CLASSES)) + 20 * labels
    return labels, np.minimum(counts, 64)


def figures(labels, p, threshold):
    predicted = (p >= threshold).astype(int)
    each = metrics.precision_recall_fscore_support(labels, predicted, zero_division=0)
    with_images = [k for k in range(CLASSES) if labels[:, k].any()]
    weights = labels[:, with_images].sum(0)
    auc = [metrics.roc_auc_score(labels[:, k], p[:, k]) for k in with_images]
    ap = [metrics.average_precision_score(labels[:, k], p[:, k]) for k in with_images]
    answers = {
        "threshold": threshold,
        "exactMatch": metrics.accuracy_score(labels, predicted),
        "hammingLoss": metrics.hamming_loss(labels, predicted),
        "loss": metrics.log_loss(labels.ravel(), p.ravel(), labels=[0, 1]),
        "precision": each[0].tolist(),
        "recall": each[1].tolist(),
        "f1": each[2].tolist(),
        "support": each[3].tolist(),
        "rocAuc": auc,
        "averagePrecision": ap,
        "macroRocAuc": np.mean(auc),
        "weightedRocAuc": np.average(auc, weights=weights),
        "microRocAuc": metrics.roc_auc_score(labels, p, average="micro"),
        "macroAveragePrecision": np.mean(ap),
        "weightedAveragePrecision": np.average(ap, weights=weights),
        "microAveragePrecision": metrics.average_precision_score(labels, p, average="micro"),
    }
    for kind in ("macro", "micro", "weighted"):
        mean = metrics.precision_recall_fscore_support(
            labels, predicted, average=kind, zero_division=0
        )
        answers |= {kind + name: value for name, value in zip(KINDS, mean)}
    return answers


def loss(rng, smoothing, weights):
    """Keras's binary cross-entropy, or TensorFlow's with weights of the positive part."""
    logits = (4 * rng.normal(size=(6, 4))).astype("float32")
    labels = (rng.random((6, 4)) < 0.4).astype("float32")
    variable = tf.Variable(logits)
    with tf.GradientTape() as tape:
        if weights:
            targets = labels * (1 - smoothing) + smoothing / 2
            value = tf.reduce_mean(
                tf.nn.weighted_cross_entropy_with_logits(
                    targets, variable, tf.constant(weights, tf.float32)
                )
            )
        else:
            function = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=smoothing)
            value = function(labels, variable)
    return {
        "smoothing": smoothing,
        "weights": weights,
        "labels": labels.ravel().tolist(),
        "logits": logits.ravel().tolist(),
        "loss": float(value),
        "gradient": tape.gradient(value, variable).numpy().ravel().tolist(),
    }


def main(path):
    rng = np.random.default_rng(11)
    labels, counts = predictions(rng)
    answers = {
        "labels": labels.tolist(),
        "counts": counts.tolist(),
        "figures": [figures(labels, counts / 64.0, threshold) for threshold in (0.5, 0.75)],
        "losses": [
            loss(rng, 0.0, []),
            loss(rng, 0.2, []),
            loss(rng, 0.0, [0.5, 2.0, 1.0, 7.25]),
            loss(rng, 0.1, [0.5, 2.0, 1.0, 7.25]),
        ],
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(answers, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
