"""Asks bundles optimised for serving and the plain ones of the same weights all the same.

verify_serving.py FOLDER...
Each FOLDER holds bundle/1 and serving/1. consumers.py asks an optimised one in other programs, too.
"""

import pathlib
import sys

from judging import check, compare, finish

import numpy as np
import tensorflow as tf


def question(signature):
    """Two random images, encoded where the signature decodes them."""
    (key, spec), = signature.structured_input_signature[1].items()
    random = np.random.default_rng(5)
    if spec.dtype == tf.string:
        pixels = random.integers(0, 255, (2, 50, 41, 3), dtype=np.uint8)
        return {key: tf.stack([tf.io.encode_png(image) for image in pixels])}
    image = random.uniform(-1, 1, [2, *spec.shape[1:]]).astype(np.float32)
    return {key: tf.constant(image)}


def signatures(plain, serving):
    own = {"all_outputs"} if "serve_bytes" in plain.signatures else set()
    check("the same signatures", set(plain.signatures) | own == set(serving.signatures))
    if own:
        joint = serving.signatures["all_outputs"]
        asked = question(joint)
        found = joint(**asked)
        check("all outputs", set(found) == {"features", "logits", "probabilities"})
        for name, keys in (("serving_default", ("logits", "probabilities")), ("features", ("features",))):
            expected = plain.signatures[name](**asked)
            for key in keys:
                compare(f"all_outputs {key}", found[key], expected[key])
    for name, signature in plain.signatures.items():
        asked = question(signature)
        expected, found = signature(**asked), serving.signatures[name](**asked)
        check(f"{name}: the same keys", set(expected) == set(found))
        for key in expected:
            compare(f"{name} {key}", found[key], expected[key])


def callers(plain, serving):
    image = question(plain.signatures["serving_default"])["image"]
    expected = plain(image).numpy()
    compare("called", serving(image), expected)
    compare("called, training=False", serving(image, training=False), expected)
    compare("one image", serving(image[:1]), expected[:1])
    check("nothing to train", len(serving.variables) == 0)
    try:
        serving(image, training=True)
        check("training=True is refused", False)
    except ValueError:
        pass


def main(folders):
    for folder in map(pathlib.Path, folders):
        print(folder.name)
        plain, serving = (
            tf.saved_model.load(str(folder / name / "1")) for name in ("bundle", "serving"))
        signatures(plain, serving)
        callers(plain, serving)
    finish("serving bundle")


if __name__ == "__main__":
    main(sys.argv[1:])
