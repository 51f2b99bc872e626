"""Loads bundles that Java wrote as Python objects and as models of tf_keras, and trains them.

verify_bundle.py FOLDER...
Each FOLDER holds bundle/1, expected.json and case.npz: image and answer, Java's.
"""

import json
import os
import pathlib
import sys

from judging import check, check_moved, compare, finish

import keras
import numpy as np
import tensorflow as tf
import tf_keras


def object_loader(model, image, expected, facts):
    compare("saved_model.load call", model(image), expected)
    compare("saved_model.load training=False", model(image, training=False), expected)
    compare("saved_model.load one image", model(image[:1]), expected[:1])
    check("variables", len(model.variables) == facts["variables"])
    check("trainable", len(model.trainable_variables) == facts["trainable"])
    signature = model.signatures["serving_default"]
    answers = {key: value.numpy() for key, value in signature(image=tf.constant(image)).items()}
    signature_answers("signature", answers, expected)


def signature_answers(name, answers, expected):
    key = model_output(answers, expected)
    compare(f"{name} {key}", answers[key], expected)
    if key != "features":
        softmax = tf.nn.softmax(answers["logits"]).numpy()
        compare(f"{name} softmax(logits)", softmax, answers["probabilities"])


def v1_loader(path, image, expected):
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], path)
        signature = meta.signature_def["serving_default"]
        check("method name", signature.method_name == "tensorflow/serving/predict")
        fetches = {key: info.name for key, info in signature.outputs.items()}
        answers = session.run(fetches, {signature.inputs["image"].name: image})
    signature_answers("v1 loader", answers, expected)


def model_output(answers, expected):
    if "features" in answers:
        check("signature keys", set(answers) == {"features"})
        return "features"
    check("signature keys", set(answers) == {"logits", "probabilities"})
    sums_to_one = np.allclose(expected.sum(axis=-1), 1, atol=1e-5)
    return "probabilities" if sums_to_one else "logits"


def gradients(model, image, training):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(image, training=training) ** 2)
    found = tape.gradient(loss, model.trainable_variables)
    check(f"gradients, training={training}", all(g is not None for g in found))
    return found


def step(model, image):
    gradients(model, image, training=False)
    before = [v.numpy() for v in model.variables]
    found = gradients(model, image, training=True)
    moved = {v.name for v, old in zip(model.variables, before) if not np.array_equal(v, old)}
    moving = {v.name for v in model.variables if "/moving_" in v.name}
    check("training=True moves exactly the running statistics", moved == moving)
    before = [v.numpy() for v in model.trainable_variables]
    for variable, gradient in zip(model.trainable_variables, found):
        variable.assign_sub(0.1 * gradient)
    check_moved("a step", model.trainable_variables, before)


def tfsm_layer(path, image, expected):
    layer = keras.layers.TFSMLayer(path, call_endpoint="serve", call_training_endpoint="train")
    compare("TFSMLayer", layer(image, training=False), expected)
    model = keras.Sequential([keras.Input(image.shape[1:]), layer])
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
    before = [w.numpy() for w in layer.weights]
    model.fit(image, np.zeros_like(expected), epochs=1, verbose=0)
    check_moved("TFSMLayer fit", layer.weights, before)


def functional(path, image, expected, facts):
    model = tf_keras.models.load_model(path)
    check("Functional", type(model).__name__ == "Functional")
    check("layers", len(model.layers) == facts["layers"])
    genuine = all(type(layer).__module__.startswith("tf_keras.src.layers") or
                  type(layer).__module__.startswith("tf_keras.src.engine") for layer in model.layers)
    check("genuine layers", genuine)
    check("layer names", [layer.name for layer in model.layers] == facts["names"])
    compare("tf_keras predict", model.predict(image, verbose=0), expected)
    return model


def load_weights(model, path):
    weights = [w.numpy() for w in model.weights]
    for w in model.weights:
        w.assign(tf.zeros_like(w))
    model.load_weights(os.path.join(path, "variables", "variables")).expect_partial()
    check("load_weights", all(np.array_equal(a, b) for a, b in zip(weights, model.weights)))


def main(folders):
    for folder in map(pathlib.Path, folders):
        print(folder.name)
        path = str(folder / "bundle" / "1")
        facts = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        with np.load(folder / "case.npz") as arrays:
            image, expected = arrays["image"], arrays["answer"]
        loaded = tf.saved_model.load(path)
        object_loader(loaded, image, expected, facts)
        model = functional(path, image, expected, facts)
        step(loaded, image)
        v1_loader(path, image, expected)
        tfsm_layer(path, image, expected)
        load_weights(model, path)
    finish("bundle")


if __name__ == "__main__":
    main(sys.argv[1:])
