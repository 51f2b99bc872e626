"""Holds the Java graph against Keras: same weights by name, same images, log-probabilities compared.

usage: parity.py check DIR...   reads DIR/java.* (a checkpoint: weights, parity/image, parity/logits)
       parity.py make DIR       draws weights in Keras and writes DIR/keras.* for Java to check
DIR/spec.json says what to build: cells, filters, stem, height, width, skip, article.
Prints one JSON line a folder: {"relative": …, "wrongWiring": …}.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
from keras.src.applications import nasnet


KERAS_ADJUST = nasnet._adjust_block


class SamePools:
    """Keras's layers, but a reduction cell's pools ignore the border, as SAME does."""

    def __getattr__(self, name):
        layer = getattr(keras.layers, name)

        def make(*args, **kwargs):
            given = kwargs.get("name") or ""
            if name == "ZeroPadding2D" and given.startswith("reduction_pad_1_"):
                return lambda x: x
            if name.endswith("Pooling2D") and "_reduction_" in "_" + given:
                kwargs["padding"] = "same"
            return layer(*args, **kwargs)

        return make


def article_adjust(original):
    """The article's adjust block projects even where the channels agree."""

    def adjust(p, ip, filters, block_id=None):
        if p is not None and p.shape[2] == ip.shape[2]:
            p = keras.layers.Activation("relu")(p)
            p = keras.layers.Conv2D(
                filters, (1, 1), padding="same", use_bias=False,
                name=f"adjust_conv_projection_{block_id}")(p)
            return keras.layers.BatchNormalization(
                epsilon=1e-3, name=f"adjust_bn_{block_id}")(p)
        return original(p, ip, filters, block_id)

    return adjust


def build(spec, skip):
    keras.backend.clear_session()
    nasnet.layers = SamePools() if spec["article"] else keras.layers
    nasnet._adjust_block = article_adjust(KERAS_ADJUST) if spec["article"] else KERAS_ADJUST
    shape = (spec["height"], spec["width"], 3)
    if spec.get("application") == "mobile" and not skip:
        return keras.applications.NASNetMobile(
            input_shape=shape, weights=None, classifier_activation=None)
    return nasnet.NASNet(
        input_shape=shape, penultimate_filters=spec["filters"], num_blocks=spec["cells"],
        stem_block_filters=spec["stem"], skip_reduction=skip, filter_multiplier=2,
        include_top=True, weights=None, input_tensor=None, pooling=None,
        classes=spec["classes"], default_size=shape[0], classifier_activation=None)


def assign(model, reader):
    for layer in model.layers:
        for variable in layer.weights:
            variable.assign(reader.get_tensor(f"{layer.name}/{variable.name}"))


def log_softmax(x):
    x = x.astype(np.float64)
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def relative(a, b):
    a, b = log_softmax(a), log_softmax(b)
    return float(np.linalg.norm(a - b) / np.linalg.norm(b))


def check(folder, spec):
    reader = tf.train.load_checkpoint(os.path.join(folder, "java"))
    image, expected = reader.get_tensor("parity/image"), reader.get_tensor("parity/logits")
    found = {}
    for key, skip in (("relative", spec["skip"]), ("wrongWiring", not spec["skip"])):
        model = build(spec, skip)
        try:
            assign(model, reader)
        except (ValueError, tf.errors.NotFoundError):
            found[key] = None  # one cell a stage: the wirings differ in shape too
            continue
        found[key] = relative(expected, model(image, training=False).numpy())
    print(json.dumps(found))


def make(folder, spec):
    model = build(spec, spec["skip"])
    random = np.random.default_rng(7)
    names, values = [], []
    for layer in model.layers:
        for variable in layer.weights:
            if variable.name in ("gamma", "moving_variance"):
                variable.assign(random.uniform(0.5, 1.5, variable.shape))
            elif variable.name in ("beta", "moving_mean"):
                variable.assign(random.uniform(-0.5, 0.5, variable.shape))
            names.append(f"{layer.name}/{variable.name}")
            values.append(tf.constant(variable.numpy()))
    image = random.uniform(-1, 1, (2, spec["height"], spec["width"], 3)).astype(np.float32)
    names += ["parity/image", "parity/logits"]
    values += [tf.constant(image), model(image, training=False)]
    tf.raw_ops.SaveV2(
        prefix=os.path.join(folder, "keras"), tensor_names=names,
        shape_and_slices=[""] * len(names), tensors=values)
    print(json.dumps({"tensors": len(names)}))


if __name__ == "__main__":
    for folder in sys.argv[2:]:
        with open(os.path.join(folder, "spec.json"), encoding="utf-8") as file:
            {"check": check, "make": make}[sys.argv[1]](folder, json.load(file))
