#!/usr/bin/env python3
"""Compares the outputs of a bundle in Python with the reference outputs that it contains.

usage: verify.py BUNDLE [TOLERANCE]
BUNDLE is a version's folder, or the folder of a model's versions for its newest. First its files
must be those of its manifest.sha256. Prints the largest difference of each output; exits 1 above
TOLERANCE, a share of the output's largest value (default: 2e-5; for a bfloat16 bundle the shares
that its provenance states), or if a file is changed, missing or extra, and 2 if there is no bundle.
Requires only tensorflow.
"""

import hashlib
import json
import os
import pathlib
import re
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

USUAL = 2e-5  # as `nasnet verify`
MANIFEST = "manifest.sha256"


def version(model):
    if (model / "saved_model.pb").is_file():
        return model
    numbered = [f for f in model.glob("*") if re.fullmatch("[0-9]{1,18}", f.name) and (f / "saved_model.pb").is_file()]
    return max(numbered, key=lambda folder: int(folder.name), default=None)


def refuse(message):
    print(f"verify: {message}", file=sys.stderr)
    return 2


def sha256(file):
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def damage(folder):
    """Returns the first difference from the manifest, or None."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        expected = {name: digest for digest, name in
                    (line.split("  ", 1) for line in text.splitlines())}
    except FileNotFoundError:
        return f"{MANIFEST} is missing"
    except ValueError:
        return f"{MANIFEST} is damaged"
    found = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*"))
             if file.is_symlink() or not file.is_dir()}
    del found[MANIFEST]
    for name in expected:
        if name not in found:
            return f"{name} is missing"
    for name, file in found.items():
        if name not in expected:
            return f"{name} is not of it"
        if file.is_symlink() or not file.is_file():
            return f"{name} is no plain file"
        if sha256(file) != expected[name]:
            return f"{name} is not what was written"
    return None


def tolerances(folder):
    """Returns the tolerance of each output of a bfloat16 bundle; empty for another bundle."""
    file = folder / "assets.extra" / "provenance.json"
    provenance = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if provenance.get("precision") != "bfloat16":
        return {}
    return {output: float(share) for output, share in provenance["tolerance"].items()}


def deviation(found, expected):
    """Returns the largest difference and its share of the largest reference value."""
    import numpy as np

    if expected is None or found.shape != expected.shape or not (
            np.isfinite(found).all() and np.isfinite(expected).all()):
        return float("inf"), float("inf")
    difference = float(np.abs(found.astype(np.float64) - expected).max())
    return difference, difference / (float(np.abs(expected).max()) or 1)


def main(arguments):
    if len(arguments) not in (1, 2):
        return refuse("usage: verify BUNDLE [TOLERANCE]")
    try:
        tolerance = float(arguments[1]) if len(arguments) == 2 else None
    except ValueError:
        return refuse(f"tolerance ({arguments[1]}) must be a number; {USUAL} is usual")
    if tolerance is not None and not 0 < tolerance < float("inf"):
        return refuse(f"tolerance ({tolerance}) must be above 0 and finite; {USUAL} is usual")
    folder = version(pathlib.Path(arguments[0]))
    if folder is None:
        return refuse(f"model ({arguments[0]}) must be a folder that holds saved_model.pb or "
                      "numbered versions; export a model")
    problem = damage(folder)
    if problem:
        print(f"verify: model ({folder}) is not as it was written: {problem}; export it again",
              file=sys.stderr)
        return 1
    file = folder / "assets.extra" / "golden.npz"
    if not file.is_file():
        return refuse(f"model ({folder}) must have assets.extra/golden.npz; export it again")
    return check(folder, file, tolerance)


def check(folder, file, tolerance):
    import numpy as np
    import tensorflow as tf

    try:
        golden = dict(np.load(file))
        allowed = tolerances(folder) if tolerance is None else {}
        model = tf.saved_model.load(str(folder))
    except Exception as error:  # whatever a damaged bundle makes of itself
        print(f"verify: model ({folder}) cannot be loaded: {str(error).splitlines()[0]}",
              file=sys.stderr)
        return 1
    usual = USUAL if tolerance is None else tolerance
    worst, where = (0.0, 1.0), ""  # a share and what is allowed
    for name, signature in sorted(model.signatures.items()):
        if "image" not in signature.structured_input_signature[1]:
            continue
        try:
            outputs = signature(image=tf.constant(golden["image"]))
        except tf.errors.OpError as error:  # such as kernels that this processor lacks
            reason = " ".join(str(error).split())[:400]
            print(f"verify: model ({folder}) cannot predict: {reason}", file=sys.stderr)
            return 1
        for key, found in sorted(outputs.items()):
            difference, share = deviation(found.numpy(), golden.get(key))
            print(f"{name} {key}: largest difference {difference:.2e}, "
                  f"{share:.2e} of the largest value")
            limit = allowed.get(key, usual)
            if share * worst[1] >= worst[0] * limit:
                worst, where = (share, limit), f"{name} {key}"
    if not where:
        print(f"verify: model ({folder}) has no signature that takes images", file=sys.stderr)
        return 1
    if not worst[0] <= worst[1]:
        print(f"verify: model ({folder}) differs from its reference outputs by {worst[0]:.1e} in {where}, more "
              f"than {worst[1]:.1e}; export it again", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
