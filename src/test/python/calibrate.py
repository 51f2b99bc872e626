"""Holds Java's temperature against SciPy's minimum of scikit-learn's log_loss.

calibrate.py LOGITS.csv TEMPERATURE LOSS_BEFORE LOSS ERROR_BEFORE ERROR
"""

import sys

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from sklearn.metrics import log_loss

BINS = 15


def calibration_error(labels, p):
    confidence, hits = p.max(1), p.argmax(1) == labels
    which = np.digitize(confidence, np.linspace(0, 1, BINS + 1)[1:-1], right=True)
    return sum(
        abs(hits[which == b].mean() - confidence[which == b].mean()) * (which == b).mean()
        for b in range(BINS) if (which == b).any())


def main(path, *found):
    temperature, loss_before, loss, error_before, error = map(float, found)
    table = np.loadtxt(path, delimiter=",")
    labels, logits = table[:, 0].astype(int), table[:, 1:].astype("float32").astype("float64")
    names = list(range(logits.shape[1]))

    def nll(log_t):
        return log_loss(labels, softmax(logits / np.exp(log_t), axis=1), labels=names)

    best = float(np.exp(minimize_scalar(nll, (-1, 1), tol=1e-12).x))
    print(f"temperature {temperature}, by SciPy {best}")
    if not abs(temperature / best - 1) <= 1e-4:
        sys.exit("the temperature differs")
    if abs(best - 1) < 0.02:
        sys.exit("the temperature is nearly 1: nothing is proven")
    for name, ours, t, kind in (
        ("loss before", loss_before, 1, None), ("loss", loss, temperature, None),
        ("error before", error_before, 1, calibration_error),
        ("error", error, temperature, calibration_error)):
        p = softmax(logits / t, axis=1)
        expected = kind(labels, p) if kind else log_loss(labels, p, labels=names)
        print(f"{name} {ours}, by scikit-learn {expected}")
        if not abs(ours - expected) <= 1e-5:
            sys.exit(f"{name} differs")
    print("SciPy agrees")


if __name__ == "__main__":
    main(*sys.argv[1:])
