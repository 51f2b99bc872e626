"""Asks bundles and frozen graphs that compute in bfloat16 and those that compute in float32.

verify_bfloat16.py LEAST MOST FOLDER...
Each FOLDER holds float32/1, bfloat16/1 and frozen.pb, which computes in bfloat16, all of the same
weights. The relative L2 difference of features and logits must be from LEAST to MOST: with none
nothing would have been computed in bfloat16.
"""

import pathlib
import sys

from judging import check, finish

import numpy as np
import tensorflow as tf

from verify_serving import question


def apart(name, found, expected, least, most):
    check(f"{name}: dtype", found.dtype == expected.dtype)
    check(f"{name}: shape", found.shape == expected.shape)
    if found.dtype == tf.string:
        return
    error = np.linalg.norm(found - expected) / np.linalg.norm(expected)
    print(f"{name}: relative L2 {error:.2e}", flush=True)
    if name.endswith((" features", " logits")):
        check(name, least <= error <= most)


def signatures(expected, found, least, most):
    check("the same signatures", set(expected.signatures) == set(found.signatures))
    for name, signature in expected.signatures.items():
        check(f"{name}: the same input", found.signatures[name].structured_input_signature
              == signature.structured_input_signature)
        check(f"{name}: the same outputs", found.signatures[name].structured_outputs
              == signature.structured_outputs)
        asked = question(signature)
        answers, others = signature(**asked), found.signatures[name](**asked)
        for key in answers:
            apart(f"{name} {key}", others[key], answers[key], least, most)


def frozen(path, signature, least, most):
    graph = tf.compat.v1.GraphDef.FromString(path.read_bytes())
    asked = question(signature)
    expected = signature(**asked)
    function = tf.compat.v1.wrap_function(lambda: tf.import_graph_def(graph, name=""), [])
    function = function.prune("image:0", {key: key + ":0" for key in expected})
    for key, value in function(asked["image"]).items():
        apart(f"frozen {key}", value, expected[key], least, most)


def main(least, most, *folders):
    least, most = float(least), float(most)
    for folder in map(pathlib.Path, folders):
        print(folder.name)
        expected, found = (
            tf.saved_model.load(str(folder / name / "1")) for name in ("float32", "bfloat16"))
        signatures(expected, found, least, most)
        frozen(folder / "frozen.pb", expected.signatures["serving_default"], least, most)
    finish("bfloat16 bundle")


if __name__ == "__main__":
    main(*sys.argv[1:])
