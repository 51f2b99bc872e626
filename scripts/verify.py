#!/usr/bin/env python3
"""Asks a bundle the images it carries and compares with the answers it carries, in Python.

usage: verify.py BUNDLE [TOLERANCE]
BUNDLE is a version's folder, or the folder of a model's versions for its newest. Prints the largest
difference of each output; exits 1 above TOLERANCE, a share of the output's largest value, 2 where
there is no bundle. Needs tensorflow alone.
"""

import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

USUAL = 2e-5  # as `nasnet verify`


def version(model):
    if (model / "saved_model.pb").is_file():
        return model
    numbered = [f for f in model.glob("*") if f.name.isdigit() and (f / "saved_model.pb").is_file()]
    return max(numbered, key=lambda folder: int(folder.name), default=None)


def refuse(message):
    print(f"verify: {message}", file=sys.stderr)
    return 2


def deviation(found, expected):
    """The largest difference and its share of the largest expected value."""
    import numpy as np

    if expected is None or found.shape != expected.shape or not np.isfinite(found).all():
        return float("inf"), float("inf")
    difference = float(np.abs(found.astype(np.float64) - expected).max())
    return difference, difference / (float(np.abs(expected).max()) or 1)


def main(arguments):
    if len(arguments) not in (1, 2):
        return refuse("usage: verify BUNDLE [TOLERANCE]")
    try:
        tolerance = float(arguments[1]) if len(arguments) == 2 else USUAL
    except ValueError:
        return refuse(f"tolerance ({arguments[1]}) must be a number; {USUAL} is usual")
    folder = version(pathlib.Path(arguments[0]))
    if folder is None:
        return refuse(f"model ({arguments[0]}) must be a folder that holds saved_model.pb or "
                      "numbered versions; export one")
    file = folder / "assets.extra" / "golden.npz"
    if not file.is_file():
        return refuse(f"model ({folder}) must have assets.extra/golden.npz; export it anew")
    return check(folder, file, tolerance)


def check(folder, file, tolerance):
    import numpy as np
    import tensorflow as tf

    try:
        golden = dict(np.load(file))
        model = tf.saved_model.load(str(folder))
    except Exception as error:  # whatever a damaged bundle makes of itself
        print(f"verify: model ({folder}) cannot be loaded: {str(error).splitlines()[0]}",
              file=sys.stderr)
        return 1
    worst, where = 0.0, ""
    for name, signature in sorted(model.signatures.items()):
        if "image" not in signature.structured_input_signature[1]:
            continue
        answers = signature(image=tf.constant(golden["image"]))
        for key, found in sorted(answers.items()):
            difference, share = deviation(found.numpy(), golden.get(key))
            print(f"{name} {key}: largest difference {difference:.2e}, "
                  f"{share:.2e} of the largest value")
            if share >= worst:
                worst, where = share, f"{name} {key}"
    if not where:
        print(f"verify: model ({folder}) has no signature that takes images", file=sys.stderr)
        return 1
    if not worst <= tolerance:
        print(f"verify: model ({folder}) differs from its proof by {worst:.1e} in {where}, more "
              f"than {tolerance:.0e}; export it anew", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
