"""Holds one plain SGD step against Keras 3 and tf_keras: same weights, same batch, same rate.

usage: step.py DIR   reads DIR/java.* (a checkpoint: weights, step/image, step/labels, step/loss,
                     after/<name>) and DIR/spec.json (as parity.py, with rate; and, of a network that
                     is frozen in part, frozen, its layers, and l2; labels
                     [B, classes] are those of a binary cross-entropy with spec.json's smoothing)
Prints one JSON line a library: loss and the relative L2 differences of the changes.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
import tf_keras
from keras.src.applications import nasnet as nasnet3
from tf_keras.src.applications import nasnet as nasnet2

STATISTICS = ("moving_mean", "moving_variance")


def short(variable):
    return variable.name.split("/")[-1].split(":")[0]


def step(library, application, spec, reader):
    model = application.NASNet(
        input_shape=(spec["height"], spec["width"], 3), penultimate_filters=spec["filters"],
        num_blocks=spec["cells"], stem_block_filters=spec["stem"], skip_reduction=spec["skip"],
        filter_multiplier=2, include_top=True, weights=None, input_tensor=None, pooling=None,
        classes=spec["classes"], default_size=spec["height"], classifier_activation=None)
    names = {}
    for layer in model.layers:
        if isinstance(layer, library.layers.BatchNormalization):
            layer.momentum = spec["momentum"]  # 0.9997 would hide a wrong statistic
        layer.trainable = layer.name not in spec.get("frozen", ())
        for variable in layer.weights:
            name = f"{layer.name}/{short(variable)}"
            variable.assign(reader.get_tensor(name))
            names[name] = variable
    labels = reader.get_tensor("step/labels")
    frozen = set(spec.get("frozen", ()))
    trainable = {n: v for n, v in names.items()
                 if short(v) not in STATISTICS and n.split("/")[0] not in frozen}
    assert len(model.trainable_weights) == len(trainable)
    with tf.GradientTape() as tape:
        logits = model(reader.get_tensor("step/image"), training=True)
        if labels.ndim == 2:
            loss = library.losses.BinaryCrossentropy(
                from_logits=True, label_smoothing=spec.get("smoothing", 0))(labels, logits)
        else:
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
                labels=labels.astype(np.int64), logits=logits))
        for name, variable in trainable.items():
            if name.endswith("kernel"):
                loss += spec.get("l2", 0) * tf.nn.l2_loss(tf.convert_to_tensor(variable))
    values = [v.value if hasattr(v, "value") and not callable(v.value) else v
              for v in trainable.values()]
    for variable, gradient in zip(trainable.values(), tape.gradient(loss, values)):
        variable.assign(variable - spec["rate"] * gradient)
    found = {"library": library.__name__, "loss": abs(float(loss) - float(reader.get_tensor("step/loss")))}
    for kind in ("weights",) + STATISTICS:
        found[kind] = change(kind, names, reader)
    return found


def change(kind, names, reader):
    """How far Java's changes are from Keras's, all variables of a kind as one vector."""
    difference = norm = 0.0
    for name, variable in names.items():
        statistic = short(variable) if short(variable) in STATISTICS else "weights"
        if statistic != kind:
            continue
        before = reader.get_tensor(name).astype(np.float64)
        keras_change = np.asarray(variable).astype(np.float64) - before
        java_change = reader.get_tensor("after/" + name).astype(np.float64) - before
        difference += ((keras_change - java_change) ** 2).sum()
        norm += (keras_change ** 2).sum()
    return float(np.sqrt(difference / norm))


if __name__ == "__main__":
    with open(os.path.join(sys.argv[1], "spec.json"), encoding="utf-8") as file:
        asked = json.load(file)
    checkpoint = tf.train.load_checkpoint(os.path.join(sys.argv[1], "java"))
    print(json.dumps(step(keras, nasnet3, asked, checkpoint)))
    print(json.dumps(step(tf_keras, nasnet2, asked, checkpoint)))
