"""Saves loaded bundles again, as other programs do, and compares the copies with the bundles.

second_save.py FOLDER...
Each FOLDER holds bundle/1 and serving/1 of the same weights.
"""

import pathlib
import sys
import tempfile

from judging import check, check_moved, compare, finish

import keras
import numpy as np
import tensorflow as tf
import tf_keras


def question(signature):
    """Two random images, encoded where the signature decodes them."""
    (key, spec), = signature.structured_input_signature[1].items()
    random = np.random.default_rng(5)
    if spec.dtype == tf.string:
        pixels = random.integers(0, 255, (2, 50, 41, 3), dtype=np.uint8)
        return {key: tf.stack([tf.io.encode_png(image) for image in pixels])}
    return {key: tf.constant(random.uniform(-1, 1, [2, *spec.shape[1:]]).astype(np.float32))}


def same_signatures(name, found, expected, keys):
    check(f"{name}: signatures {sorted(found.signatures)}", set(found.signatures) == set(keys))
    for key in set(keys) & set(found.signatures):
        asked = question(expected.signatures[key])
        answers = found.signatures[key](**asked)
        wanted = expected.signatures[key](**asked)
        check(f"{name} {key}: the same keys", set(answers) == set(wanted))
        for output in set(answers) & set(wanted):
            compare(f"{name} {key} {output}", answers[output], wanted[output])


def same_training(name, found, expected):
    check(f"{name}: variables", len(found.variables) == len(expected.variables))
    check(f"{name}: trainable",
          len(found.trainable_variables) == len(expected.trainable_variables))
    if not expected.trainable_variables:
        return
    before = [v.numpy() for v in found.trainable_variables]
    image = question(expected.signatures["serving_default"])["image"]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(found(image, training=True) ** 2)
    for variable, gradient in zip(
            found.trainable_variables, tape.gradient(loss, found.trainable_variables)):
        variable.assign_sub(0.1 * gradient)
    check_moved(name, found.trainable_variables, before)


def tensorflow(name, path, folder):
    """Saves without signatures, which keeps one of them, twice; with signatures, which keeps all."""
    expected = tf.saved_model.load(path)
    plain = expected
    for generation in (1, 2):
        copy = str(folder / f"plain-{generation}")
        tf.saved_model.save(plain, copy)
        plain = tf.saved_model.load(copy)
    copy = str(folder / "full")
    tf.saved_model.save(expected, copy, signatures=expected.signatures)
    full = tf.saved_model.load(copy)
    same_signatures(f"{name} saved again", plain, expected, ["serving_default"])
    same_signatures(f"{name} saved again with signatures", full, expected, expected.signatures)
    same_training(f"{name} saved again", plain, expected)
    same_training(f"{name} saved again with signatures", full, expected)


def legacy_keras(path, folder):
    expected = tf.saved_model.load(path)
    model = tf_keras.models.load_model(path, compile=False)
    model.save(str(folder / "tf_keras"), signatures=model.signatures)
    found = tf.saved_model.load(str(folder / "tf_keras"))
    same_signatures("tf_keras saved again", found, expected, expected.signatures)
    same_training("tf_keras saved again", found, expected)


def keras_export(name, path, folder):
    expected = tf.saved_model.load(path)
    image = question(expected.signatures["serving_default"])["image"]
    layer = keras.layers.TFSMLayer(path, call_endpoint="serving_default")
    inputs = keras.Input(image.shape[1:], name="image")
    keras.Model(inputs, layer(inputs)).export(str(folder / "keras"), verbose=False)
    found = tf.saved_model.load(str(folder / "keras"))
    answers = found.signatures["serving_default"](image=image)
    wanted = expected.signatures["serving_default"](image=image)
    check(f"{name} exported by Keras: the same keys", set(answers) == set(wanted))
    for key in set(answers) & set(wanted):
        compare(f"{name} exported by Keras {key}", answers[key], wanted[key])


def main(folders):
    for folder in map(pathlib.Path, folders):
        print(folder.name)
        for name in ("bundle", "serving"):
            path = str(folder / name / "1")
            with tempfile.TemporaryDirectory() as out:
                tensorflow(name, path, pathlib.Path(out))
                keras_export(name, path, pathlib.Path(out))
                if name == "bundle":
                    legacy_keras(path, pathlib.Path(out))
    finish("second save")


if __name__ == "__main__":
    main(sys.argv[1:])
