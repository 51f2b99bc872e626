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


def step(model, call, image):
    """The loss before a step of gradient descent, and all variables after it, by name; the model stays as it was."""
    before = [v.numpy() for v in model.variables]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(call(image) ** 2)
    for variable, gradient in zip(
            model.trainable_variables, tape.gradient(loss, model.trainable_variables), strict=True):
        variable.assign_sub(0.1 * gradient)
    after = {v.name: v.numpy() for v in model.variables}
    for variable, value in zip(model.variables, before, strict=True):
        variable.assign(value)
    return float(loss), after


def same_training(name, found, expected):
    """One step moves loss, weights and running statistics of the copy as it moves those of the bundle."""
    check(f"{name}: variables", len(found.variables) == len(expected.variables))
    check(f"{name}: trainable",
          len(found.trainable_variables) == len(expected.trainable_variables))
    if not expected.trainable_variables:
        return
    image = question(expected.signatures["serving_default"])["image"]
    before = {v.name: v.numpy() for v in expected.variables}
    loss, moved = step(found, lambda x: found(x, training=True), image)
    wanted_loss, wanted = step(expected, lambda x: expected(x, training=True), image)
    compare(f"{name} loss", np.float32(loss), np.float32(wanted_loss))
    check(f"{name}: names", set(moved) == set(wanted) == set(before))
    check_moved(name, list(moved.values()), [before[key] for key in moved])
    change = {key: np.concatenate([(values[key] - before[key]).ravel() for key in before])
              for key, values in (("found", moved), ("wanted", wanted))}
    compare(f"{name} change of the weights", change["found"], change["wanted"])


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
