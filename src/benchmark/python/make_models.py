"""The peers' models of one Keras NASNet, beside ours of the same weights.

usage: make_models.py Mobile|Large FOLDER    (model.keras, keras/, tf_keras/, keras.onnx)
"""

import pathlib
import subprocess
import sys

import numpy as np


def randomised(model):
    """Batch norms that do something, as a trained network's do."""
    draws = np.random.default_rng(1)
    for layer in model.layers:
        if layer.__class__.__name__ == "BatchNormalization":
            count = layer.get_weights()[0].shape[0]
            layer.set_weights([
                draws.uniform(0.8, 1.2, count), draws.normal(0, 0.1, count),
                draws.normal(0, 0.1, count), draws.uniform(0.8, 1.2, count)])
    return model


def main():
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    import keras

    model = randomised(getattr(keras.applications, f"NASNet{name}")(weights=None))
    model.save(folder / "model.keras")
    model.export(folder / "keras", verbose=False)
    import tensorflow as tf
    import tf_keras

    legacy = getattr(tf_keras.applications, f"NASNet{name}")(weights=None)
    # Keras 3 puts the name scopes of the cells before layer and variable.
    kept = {"/".join(weight.path.split("/")[-2:]): weight.numpy() for weight in model.weights}
    for weight in legacy.weights:
        weight.assign(kept[weight.name.removesuffix(":0")])
    tf.saved_model.save(legacy, str(folder / "tf_keras"))
    subprocess.run(
        [sys.executable, "-m", "tf2onnx.convert", "--saved-model", str(folder / "keras"),
         "--output", str(folder / "keras.onnx"), "--opset", "17"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
