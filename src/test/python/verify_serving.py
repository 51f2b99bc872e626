"""Asks a bundle optimised for serving and the plain one of the same weights all the same.

verify_serving.py PLAIN_VERSION SERVING_VERSION
Prints the relative differences; exits 1 above the tolerance or where something else differs.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf

TOLERANCE = 1e-5  # float32 rounding: folded kernels and sums in another order
failed = []


def check(name, passed):
    if not passed:
        failed.append(name)
        print("FAILED", name)


def compare(name, found, expected):
    found, expected = np.asarray(found), np.asarray(expected)
    if expected.dtype.kind != "f":
        check(name, np.array_equal(found, expected))
        return
    difference = np.linalg.norm(found - expected) / np.linalg.norm(expected)
    print(f"{name}: relative difference {difference:.2e}")
    check(name, found.shape == expected.shape and difference <= TOLERANCE)


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
    check("the same signatures", set(plain.signatures) == set(serving.signatures))
    for name, signature in plain.signatures.items():
        asked = question(signature)
        expected, found = signature(**asked), serving.signatures[name](**asked)
        check(f"{name}: the same keys", set(expected) == set(found))
        for key in expected:
            compare(f"{name} {key}", found[key], expected[key])


def callers(plain, serving, path):
    image = question(plain.signatures["serving_default"])["image"]
    expected = plain(image).numpy()
    compare("called", serving(image), expected)
    compare("called, training=False", serving(image, training=False), expected)
    compare("one image", serving(image[:1]), expected[:1])
    compare("TFSMLayer", keras.layers.TFSMLayer(path, call_endpoint="serve")(image), expected)
    check("nothing to train", len(serving.variables) == 0)
    try:
        serving(image, training=True)
        check("training=True is refused", False)
    except ValueError:
        pass
    answers = plain.signatures["serving_default"](image=image)
    v1_loader(path, image.numpy(), {key: value.numpy() for key, value in answers.items()})


def v1_loader(path, image, expected):
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], path)
        signature = meta.signature_def["serving_default"]
        fetches = {key: info.name for key, info in signature.outputs.items()}
        answers = session.run(fetches, {signature.inputs["image"].name: image})
    for key, value in answers.items():
        compare(f"v1 loader {key}", value, expected[key])


def main():
    plain, serving = (tf.saved_model.load(path) for path in sys.argv[1:3])
    signatures(plain, serving)
    callers(plain, serving, sys.argv[2])
    if failed:
        sys.exit(f"serving bundle disagrees: {', '.join(failed)}")
    print("serving bundle agrees")


if __name__ == "__main__":
    main()
