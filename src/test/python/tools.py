"""Takes a bundle through saved_model_cli and trains it as a layer of TensorFlow Hub.

tools.py VERSION_DIR    (consumers.py compares their answers)
"""

import sys

from judging import check, check_moved, finish, saved_model_cli

import numpy as np
import tensorflow_hub as hub
import tf_keras

WORDS = ("serving_default", "features", "serve_bytes", "image_bytes", "classes", "scores",
         "tensorflow/serving/predict", "Concrete Functions", "__call__")


def show(path):
    shown = saved_model_cli("show", "--dir", path, "--all")
    for word in WORDS:
        check(f"saved_model_cli show: {word}", word in shown)


def hub_layer(path):
    layer = hub.KerasLayer(path, trainable=True)
    height, width = layer.resolved_object.signatures[
        "serving_default"].structured_input_signature[1]["image"].shape[1:3]
    images = np.random.default_rng(5).uniform(-1, 1, (2, height, width, 3)).astype(np.float32)
    model = tf_keras.Sequential([tf_keras.Input(images.shape[1:]), layer])
    before = [weight.numpy() for weight in layer.weights]
    model.compile(tf_keras.optimizers.legacy.SGD(0.01), loss="mse")
    model.fit(images, np.zeros((2, model.output_shape[1])), epochs=1, verbose=0)
    check_moved("hub.KerasLayer fit", layer.weights, before)


if __name__ == "__main__":
    show(sys.argv[1])
    hub_layer(sys.argv[1])
    finish("tools")
