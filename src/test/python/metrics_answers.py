"""Writes the figures that scikit-learn and SciPy compute from made-up predictions.

    python metrics_answers.py src/test/resources/evaluation/metrics.json

The probabilities are multiples of 1/64, exact in float32, so that many are equal and some are 0.
"""

import json
import sys

import numpy as np
from scipy.stats import binom
from sklearn import metrics

CLASSES, IMAGES, BINS = 6, 150, 15


def predictions(rng):
    # Class 4 is rare and class 5 has no images.
    labels = rng.choice(CLASSES, IMAGES, p=[0.4, 0.3, 0.18, 0.1, 0.02, 0])
    counts = np.zeros((IMAGES, CLASSES), int)
    for row, label in zip(counts, labels):
        share = rng.dirichlet(np.full(CLASSES, 0.4)) + 0.7 * np.eye(CLASSES)[label]
        row[:] = np.floor(64 * share / share.sum())
        row[rng.integers(CLASSES)] += 64 - row.sum()
    return labels, counts


def calibration_error(hits, confidence):
    edges = np.linspace(0, 1, BINS + 1)
    which = np.digitize(confidence, edges[1:-1], right=True)
    return sum(
        abs(hits[which == b].mean() - confidence[which == b].mean()) * (which == b).mean()
        for b in range(BINS)
        if (which == b).any()
    )


def main(path):
    labels, counts = predictions(np.random.default_rng(7))
    p = counts / 64.0
    predicted = p.argmax(1)
    hits = predicted == labels
    names = list(range(CLASSES))
    each = metrics.precision_recall_fscore_support(labels, predicted, labels=names, zero_division=0)
    with_images = [k for k in names if (labels == k).any()]
    weights = np.array([(labels == k).sum() for k in with_images])
    auc = [metrics.roc_auc_score(labels == k, p[:, k]) for k in with_images]
    ap = [metrics.average_precision_score(labels == k, p[:, k]) for k in with_images]
    answers = {
        "labels": labels.tolist(),
        "counts": counts.tolist(),
        "top1": metrics.accuracy_score(labels, predicted),
        "top1Low": binom.ppf(0.025, IMAGES, hits.mean()) / IMAGES,
        "top1High": binom.ppf(0.975, IMAGES, hits.mean()) / IMAGES,
        "loss": metrics.log_loss(labels, p, labels=names),
        "brier": metrics.brier_score_loss(labels, p, labels=names, scale_by_half=False),
        "calibrationError": calibration_error(hits, p.max(1)),
        "precision": each[0].tolist(),
        "recall": each[1].tolist(),
        "f1": each[2].tolist(),
        "support": each[3].tolist(),
        "rocAuc": auc,
        "averagePrecision": ap,
        "macroRocAuc": np.mean(auc),
        "weightedRocAuc": np.average(auc, weights=weights),
        "macroAveragePrecision": np.mean(ap),
        "weightedAveragePrecision": np.average(ap, weights=weights),
        "confusion": metrics.confusion_matrix(labels, predicted, labels=names).tolist(),
    }
    for kind in ("macro", "weighted"):
        mean = metrics.precision_recall_fscore_support(
            labels, predicted, labels=names, average=kind, zero_division=0
        )
        answers |= dict(zip((kind + "Precision", kind + "Recall", kind + "F1"), mean[:3]))
    with open(path, "w") as file:
        json.dump(answers, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
