"""Writes the kept values of ResizeTest: images resized by Pillow and by tf.image.resize.

usage: kept_resize.py FOLDER

FOLDER receives NAME.png, the image, and NAME.npz with the arrays pillow (where the size grows in both
directions, since Pillow else averages) and tensorflow, float32 [H, W, 3], 0...255.
"""

import pathlib
import sys

import numpy as np
import PIL.Image
import tensorflow as tf

CASES = {"5x7": (16, 16), "9x6": (24, 17), "40x31": (16, 16)}


def main(folder):
    random = np.random.default_rng(23)
    for name, (height, width) in CASES.items():
        rows, columns = map(int, name.split("x"))
        pixels = random.integers(0, 256, (rows, columns, 3), dtype=np.uint8)
        image = PIL.Image.fromarray(pixels)
        image.save(pathlib.Path(folder, name + ".png"))
        resized = tf.image.resize(pixels.astype(np.float32), (height, width), "bilinear")
        arrays = {"tensorflow": resized.numpy()}
        if height > rows and width > columns:
            pillow = image.resize((width, height), PIL.Image.Resampling.BILINEAR)
            arrays["pillow"] = np.asarray(pillow, np.float32)
        np.savez(pathlib.Path(folder, name + ".npz"), **arrays)


main(*sys.argv[1:])
