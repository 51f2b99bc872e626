"""Loads and calls bundles at TensorFlow's default log level; they must add no line to the log.

quiet.py VERSION_DIR...
Each is loaded in a fresh process, with oneDNN's kernels on and off, by the object loader and by
the loader of TensorFlow Serving. TensorFlow logs lines about devices, processors and loaders for
every SavedModel; those that it logs for one of its own, which computes a ReLU, do not count.
"""

import os
import re
import subprocess
import sys
import tempfile

from judging import check, finish

import tensorflow as tf

PROGRAM = """
import sys
import numpy as np
import tensorflow as tf

def question(dtype, shape):
    if dtype == tf.string:
        image = np.random.default_rng(1).integers(0, 255, (20, 20, 3), dtype=np.uint8)
        return np.array([tf.io.encode_png(image).numpy()] * 2, object)
    return np.random.default_rng(1).uniform(-1, 1, (2, *shape[1:])).astype(np.float32)

for path in sys.argv[1:]:
    model = tf.saved_model.load(path)
    asked = {}
    for name, signature in model.signatures.items():
        (key, spec), = signature.structured_input_signature[1].items()
        asked[name] = question(spec.dtype, spec.shape)
        for _ in range(2):
            signature(**{key: tf.constant(asked[name])})
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], path)
        for name in model.signatures:
            signature = meta.signature_def[name]
            (info,) = signature.inputs.values()
            fetches = [output.name for output in signature.outputs.values()]
            session.run(fetches, {info.name: asked[name]})
print("called", len(sys.argv) - 1)
"""


def log(onednn, *paths):
    """The log's lines, without times, process numbers and source lines."""
    environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": onednn}
    environment.pop("TF_CPP_MIN_LOG_LEVEL", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *paths], env=environment, capture_output=True, text=True,
        check=False)
    check(f"called {len(paths)}, oneDNN {onednn}", f"called {len(paths)}" in done.stdout)
    if done.returncode:
        print(done.stderr[-2000:])
    lines = [re.sub(r"\d+", "0", line) for line in done.stderr.splitlines()]
    return {re.sub(r"^.*?\d\s+(?=\S+\.(cc|h|mm):\d)", "", line): line for line in lines}


def control(folder):
    """A SavedModel that TensorFlow itself writes, of one ReLU, without any network."""
    module = tf.Module()
    module.relu = tf.function(
        lambda image: {"output": tf.nn.relu(image)},
        input_signature=[tf.TensorSpec([None, 4], tf.float32, name="image")])
    tf.saved_model.save(module, folder, signatures=module.relu)
    return folder


def main(paths):
    with tempfile.TemporaryDirectory() as folder:
        compare(control(folder), paths)
    finish("log")


def compare(relu, paths):
    for onednn in ("1", "0"):
        own = log(onednn, relu)
        for path in paths:
            added = [line for key, line in log(onednn, path).items()
                     if key not in own and line.strip()]
            for line in added:
                print(f"oneDNN {onednn}: {line}")
            check(f"no line of {path}, oneDNN {onednn}", not added)


if __name__ == "__main__":
    main(sys.argv[1:])
