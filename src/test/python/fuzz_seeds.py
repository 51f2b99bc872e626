"""Writes the small files of Keras and h5py that fuzzing starts from: src/test/resources/fuzz/.

usage: fuzz_seeds.py FOLDER
"""

import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import h5py
import keras
import numpy as np


def main(folder):
    folder = pathlib.Path(folder)
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.layers.Input((8, 8, 3)),
        keras.layers.Conv2D(6, 3, use_bias=False, name="stem_conv1"),
        keras.layers.BatchNormalization(name="stem_bn1"),
    ])
    model.save(folder / "keras.keras")
    model.save(folder / "keras.h5")
    model.save_weights(folder / "keras.weights.h5")
    with h5py.File(folder / "chunked.h5", "w", libver="earliest") as file:
        file.attrs["layer_names"] = np.array([b"stem_conv1"])
        group = file.create_group("stem_conv1")
        group.attrs["weight_names"] = np.array([b"stem_conv1/kernel:0"])
        values = np.arange(3 * 3 * 3 * 6, dtype=np.float32).reshape(3, 3, 3, 6)
        group.create_dataset("stem_conv1/kernel:0", data=values, chunks=(2, 3, 3, 6),
                             compression="gzip", shuffle=True, fletcher32=True)


if __name__ == "__main__":
    main(sys.argv[1])
