"""What the judges have in common: a check that fails is told, and at the end all of them fail.

import it first of all: it tells TensorFlow to be quiet and to leave other devices alone.
"""

import contextlib
import io
import os
import sys
from unittest import mock

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np

TOLERANCE = 1e-5  # relative; float32 rounding: other kernels add in an order of their own
failed = []


def check(name, passed):
    if not passed:
        failed.append(name)
        print("FAILED", name, flush=True)


def compare(name, found, expected):
    """Floats alike up to rounding, all else equal."""
    found, expected = np.asarray(found), np.asarray(expected)
    if expected.dtype.kind != "f":
        check(name, np.array_equal(found, expected))
        return
    same = found.shape == expected.shape
    difference = relative(found, expected) if same else np.inf
    print(f"{name}: relative difference {difference:.2e}")
    check(name, difference <= TOLERANCE)


def relative(found, expected):
    """As a whole, by L2, and at its worst, by the largest value."""
    error = found - expected
    worst = np.abs(error).max() / max(1.0, np.abs(expected).max())
    return max(worst, np.linalg.norm(error) / np.linalg.norm(expected))


def check_moved(name, weights, before):
    """Most of a model's weights are others than before a step."""
    moved = sum(not np.array_equal(w, old) for w, old in zip(weights, before, strict=True))
    print(f"{name} moved {moved} of {len(before)} weights")
    check(f"{name} moves weights", moved > len(before) // 2)


def saved_model_cli(*arguments):
    """What TensorFlow's command prints, run in this process."""
    from tensorflow.python.tools import saved_model_cli as command

    printed = io.StringIO()
    with mock.patch.object(sys, "argv", ["saved_model_cli", *arguments]):
        with contextlib.redirect_stdout(printed):
            try:
                command.main()
            except SystemExit as stop:
                if stop.code:
                    raise
    return printed.getvalue()


def finish(subject):
    if failed:
        sys.exit(f"{subject} disagrees: {', '.join(failed)}")
    print(f"{subject} agrees")
