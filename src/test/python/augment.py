"""Holds Java's colour distortion, central crops and random boxes against tf.image.

augment.py FOLDER, which holds augment.npz and boxes.json
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf

TOLERANCE = 1e-5  # the same kernels in another build of TensorFlow: rounding only

# slim's inception_preprocessing.distort_color.
ORDERS = {
    "full": ("brightness saturation hue contrast", "saturation brightness contrast hue",
             "contrast hue brightness saturation", "hue saturation contrast brightness"),
    "fast": ("brightness saturation",) + 3 * ("saturation brightness",),
}
CHANGES = {
    "brightness": tf.image.adjust_brightness,
    "saturation": tf.image.adjust_saturation,
    "hue": tf.image.adjust_hue,
    "contrast": tf.image.adjust_contrast,
}


def distorted(image, order, factors):
    unit = image * 0.5 + 0.5
    for change in order.split():
        unit = CHANGES[change](unit, factors[change])
    return np.asarray(tf.clip_by_value(unit, 0.0, 1.0)) * 2 - 1


def largest(found, expected):
    return float(np.abs(found - expected).max()) if found.shape == expected.shape else float("inf")


def require(name, difference):
    print(f"{name}: largest difference {difference:.2e}")
    if not difference <= TOLERANCE:
        sys.exit(f"{name} disagrees")


def colors(arrays):
    image = arrays["image"]
    factors = dict(zip(CHANGES, arrays["factors"]))
    for kind, orders in ORDERS.items():
        for number, order in enumerate(orders):
            found = arrays[f"{kind}{number}"]
            require(f"{kind} {order}", largest(found, distorted(image, order, factors)))
            others = [other for other in orders if other != order]
            nearest = min(largest(found, distorted(image, other, factors)) for other in others)
            if not nearest > 1e-2:
                sys.exit(f"{kind}: another order differs by {nearest} only: nothing is proven")


def crops(arrays):
    for name in (name for name in arrays if name.startswith("middle")):
        whole = arrays[name.replace("middle", "whole")]
        expected = np.asarray(tf.image.central_crop(whole, 0.875))
        require(f"central crop of {whole.shape}", largest(arrays[name], expected))


def boxes(cases):
    for case in cases:
        begin, size, _ = tf.image.stateless_sample_distorted_bounding_box(
            case["image"], [[[0.0, 0.0, 1.0, 1.0]]], case["seed"], min_object_covered=0.1,
            aspect_ratio_range=(0.75, 1.33), area_range=(0.05, 1.0), max_attempts=100,
            use_image_if_no_bounding_boxes=True)
        expected = np.concatenate([begin[:2], size[:2]]).tolist()
        if case["box"] != expected:
            sys.exit(f"box of {case} is {expected}")
    print(f"{len(cases)} boxes are equal")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    with np.load(folder / "augment.npz") as file:
        given = dict(file)
    colors(given)
    crops(given)
    boxes(json.loads((folder / "boxes.json").read_text(encoding="utf-8")))
