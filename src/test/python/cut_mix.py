"""Holds Java's CutMix against Keras's layer and the authors' rand_bbox.

cut_mix.py FILE.npz
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np


def rand_bbox(height, width, share, row, column):
    """The box of github.com/clovaai/CutMix-PyTorch, train.py, for a centre that is given."""
    ratio = np.sqrt(1.0 - share)
    high, wide = int(height * ratio), int(width * ratio)
    return (
        np.clip(column - wide // 2, 0, width),
        np.clip(column + wide // 2, 0, width),
        np.clip(row - high // 2, 0, height),
        np.clip(row + high // 2, 0, height),
    )


def main(path):
    with np.load(path) as file:
        given = dict(file)
    images = given["images"]
    count, height, width, _ = images.shape
    boxes = [
        rand_bbox(height, width, share, int(row), int(column))
        for share, row, column in zip(given["shares"], given["down"], given["right"])
    ]
    corners = [np.float32(side) for side in zip(*boxes)]
    layer = keras.layers.CutMix()
    masks, weights = layer._generate_batch_mask(images.shape, corners)
    change = {
        "permutation_order": np.roll(np.arange(count), -1),
        "batch_masks": masks,
        "mix_weight": weights,
    }
    mixed = np.asarray(layer.transform_images(images, change))
    labels = np.asarray(layer.transform_labels(np.eye(count, dtype="float32"), change))
    own = given["left"][:, None]
    ours = own * np.eye(count) + (1 - own) * np.roll(np.eye(count), -1, axis=0)
    if not np.array_equal(mixed, given["mixed"]):
        sys.exit(f"images differ by {np.abs(mixed - given['mixed']).max()}")
    if not np.abs(labels - ours).max() < 1e-6:
        sys.exit(f"labels differ by {np.abs(labels - ours).max()}")
    if not 0 < (mixed != images).mean() < 1 or len(set(given["left"].tolist())) < 5:
        sys.exit("too little is mixed: nothing is proven")
    print("Keras agrees")


if __name__ == "__main__":
    main(sys.argv[1])
