"""Takes a bundle through saved_model_cli and TensorFlow Hub.

tools.py VERSION_DIR
"""

import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_USE_LEGACY_KERAS"] = "1"  # Hub's layer is one of tf_keras

import numpy as np
import tensorflow as tf
import tensorflow_hub as hub
import tf_keras

TOLERANCE = 1e-5  # the same kernels in another build of TensorFlow: rounding only


def near(name, found, expected):
    scale = max(1.0, float(np.abs(expected).max()))
    difference = float(np.abs(np.asarray(found) - expected).max()) / scale
    print(f"{name}: largest difference {difference:.2e}")
    if not difference <= TOLERANCE:
        sys.exit(f"{name} disagrees")


def cli(*arguments):
    command = [sys.executable, "-m", "tensorflow.python.tools.saved_model_cli", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(f"{' '.join(command)}\n{run.stdout}{run.stderr}")
    return run.stdout


def saved_model_cli(path, golden):
    shown = cli("show", "--dir", path, "--all")
    for word in ("serving_default", "features", "serve_bytes", "image_bytes", "classes", "scores",
                 "tensorflow/serving/predict", "Concrete Functions", "__call__"):
        if word not in shown:
            sys.exit(f"saved_model_cli show lacks {word}:\n{shown}")
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "image.npy")
        np.save(image, golden["image"])
        cli("run", "--dir", path, "--tag_set", "serve", "--signature_def", "serving_default",
            "--inputs", f"image={image}", "--outdir", folder)
        for key in ("logits", "probabilities"):
            near(f"saved_model_cli {key}", np.load(os.path.join(folder, f"{key}.npy")), golden[key])


def hub_layer(path, golden):
    layer = hub.KerasLayer(path, trainable=True)
    model = tf_keras.Sequential([tf_keras.Input(golden["image"].shape[1:]), layer])
    near("hub.KerasLayer", model.predict(golden["image"], verbose=0), golden["probabilities"])
    before = [weight.numpy() for weight in layer.weights]
    model.compile(tf_keras.optimizers.legacy.SGD(0.01), loss="mse")
    model.fit(golden["image"], np.zeros_like(golden["probabilities"]), epochs=1, verbose=0)
    moved = sum(not np.array_equal(w, old) for w, old in zip(layer.weights, before))
    print(f"hub.KerasLayer fit moved {moved} of {len(before)} weights, "
          f"{len(layer.trainable_weights)} trainable")
    if not len(before) // 2 < moved:
        sys.exit("hub.KerasLayer does not train")


def main(path):
    golden = dict(np.load(pathlib.Path(path, "assets.extra", "golden.npz")))
    saved_model_cli(path, golden)
    hub_layer(path, golden)
    print("tools agree")


if __name__ == "__main__":
    main(*sys.argv[1:])
