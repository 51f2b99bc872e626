"""Loads a bundle that Java wrote in every way that Python has and compares the answers.

verify_bundle.py VERSION_DIR DATA_DIR
DATA_DIR holds image.f32 and output.f32 (little-endian) and expected.json. Prints the largest
differences; exits 1 above the tolerance.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
import tf_keras

TOLERANCE = 1e-5  # float32 rounding: another build of the same kernels may add in another order
failed = []


def check(name, passed):
    if not passed:
        failed.append(name)
        print("FAILED", name)


def compare(name, found, expected):
    found = np.asarray(found)
    same = found.shape == expected.shape
    scale = max(1.0, float(np.abs(expected).max()))
    difference = float(np.abs(found - expected).max()) / scale if same else float("inf")
    print(f"{name}: largest difference {difference:.2e}")
    check(name, difference <= TOLERANCE)


def signature_answers(name, answers, expected, model_key):
    compare(f"{name} {model_key}", answers[model_key], expected)
    if model_key != "features":
        compare(
            f"{name} softmax(logits)",
            tf.nn.softmax(answers["logits"]).numpy(),
            np.asarray(answers["probabilities"]),
        )


def object_loader(path, image, expected, facts):
    model = tf.saved_model.load(path)
    compare("saved_model.load call", model(image), expected)
    compare("saved_model.load training=False", model(image, training=False), expected)
    compare("saved_model.load one image", model(image[:1]), expected[:1])
    check("variables", len(model.variables) == facts["variables"])
    check("trainable", len(model.trainable_variables) == facts["trainable"])
    signature = model.signatures["serving_default"]
    answers = {key: value.numpy() for key, value in signature(image=tf.constant(image)).items()}
    model_key = model_output(answers, expected)
    signature_answers("signature", answers, expected, model_key)
    for training in (False, True):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(model(image, training=training) ** 2)
        gradients = tape.gradient(loss, model.trainable_variables)
        check(f"gradients, training={training}", all(g is not None for g in gradients))
    model = tf.saved_model.load(path)
    before = [v.numpy() for v in model.variables]
    model(image, training=True)
    moved = {v.name for v, old in zip(model.variables, before) if not np.array_equal(v, old)}
    moving = {v.name for v in model.variables if "/moving_" in v.name}
    check("training=True moves exactly the running statistics", moved == moving)
    gradients_step(path, image)
    return model_key


def gradients_step(path, image):
    model = tf.saved_model.load(path)
    before = [v.numpy() for v in model.trainable_variables]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(image, training=True) ** 2)
    variables = model.trainable_variables
    for variable, gradient in zip(variables, tape.gradient(loss, variables)):
        variable.assign_sub(0.1 * gradient)
    moved = sum(not np.array_equal(v, old) for v, old in zip(variables, before))
    print(f"a step moved {moved} of {len(variables)} trainable variables")
    check("a step moves variables", moved > 0)


def model_output(answers, expected):
    if "features" in answers:
        check("signature keys", set(answers) == {"features"})
        return "features"
    check("signature keys", set(answers) == {"logits", "probabilities"})
    sums_to_one = np.allclose(expected.sum(axis=-1), 1, atol=1e-5)
    return "probabilities" if sums_to_one else "logits"


def v1_loader(path, image, expected, model_key):
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], path)
        signature = meta.signature_def["serving_default"]
        check("method name", signature.method_name == "tensorflow/serving/predict")
        fetches = {key: info.name for key, info in signature.outputs.items()}
        answers = session.run(fetches, {signature.inputs["image"].name: image})
    signature_answers("v1 loader", answers, expected, model_key)


def tfsm_layer(path, image, expected):
    layer = keras.layers.TFSMLayer(path, call_endpoint="serve", call_training_endpoint="train")
    compare("TFSMLayer", layer(image, training=False), expected)
    model = keras.Sequential([keras.Input(image.shape[1:]), layer])
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
    before = [w.numpy() for w in layer.weights]
    model.fit(image, np.zeros_like(expected), epochs=1, verbose=0)
    moved = sum(not np.array_equal(w, old) for w, old in zip(layer.weights, before))
    print(f"TFSMLayer fit moved {moved} of {len(before)} weights")
    check("TFSMLayer fit moves weights", moved > len(before) // 2)


def functional(path, image, expected, facts):
    model = tf_keras.models.load_model(path)
    check("Functional", type(model).__name__ == "Functional")
    check("layers", len(model.layers) == facts["layers"])
    genuine = all(type(layer).__module__.startswith("tf_keras.src.layers") or
                  type(layer).__module__.startswith("tf_keras.src.engine") for layer in model.layers)
    check("genuine layers", genuine)
    check("layer names", "stem_conv1" in [layer.name for layer in model.layers])
    compare("tf_keras predict", model.predict(image, verbose=0), expected)
    weights = [w.numpy() for w in model.weights]
    for w in model.weights:
        w.assign(tf.zeros_like(w))
    model.load_weights(os.path.join(path, "variables", "variables")).expect_partial()
    check("load_weights", all(np.array_equal(a, b) for a, b in zip(weights, model.weights)))


def main():
    path, data = sys.argv[1], pathlib.Path(sys.argv[2])
    facts = json.loads((data / "expected.json").read_text())
    signature = tf.saved_model.load(path).signatures["serving_default"]
    shape = signature.structured_input_signature[1]["image"].shape
    batch = facts["batch"]
    image = np.fromfile(data / "image.f32", "<f4").reshape([batch] + list(shape[1:]))
    expected = np.fromfile(data / "output.f32", "<f4").reshape([batch, -1])
    model_key = object_loader(path, image, expected, facts)
    v1_loader(path, image, expected, model_key)
    tfsm_layer(path, image, expected)
    functional(path, image, expected, facts)
    if failed:
        sys.exit(f"bundle disagrees: {', '.join(failed)}")
    print("bundle agrees")


if __name__ == "__main__":
    main()
