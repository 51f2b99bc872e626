"""Holds each of Java's RandAugment operations against PIL, with torchvision's magnitudes.

rand_augment.py FILE.npz, which has image0, image1 and operation|image|magnitude|sign
"""

import math
import sys

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

GREY = (128, 128, 128)
# PIL's affine maps have 16 binary places: where a pixel's centre falls between two, it may differ.
MOST_OTHER = 0.004


def affine(image, *map_):
    return image.transform(image.size, Image.Transform.AFFINE, map_, fillcolor=GREY)


def shift(side, m):
    return int(150.0 / 331.0 * side * m / 30)


def enhanced(kind):
    return lambda image, m, s: kind(image).enhance(1 + s * 0.9 * m / 30)


# torchvision.transforms.RandAugment._augmentation_space, 31 bins.
OPERATIONS = {
    "identity": lambda image, m, s: image,
    "shear_x": lambda image, m, s: affine(image, 1, s * 0.3 * m / 30, 0, 0, 1, 0),
    "shear_y": lambda image, m, s: affine(image, 1, 0, 0, s * 0.3 * m / 30, 1, 0),
    "translate_x": lambda image, m, s: affine(image, 1, 0, s * shift(image.width, m), 0, 1, 0),
    "translate_y": lambda image, m, s: affine(image, 1, 0, 0, 0, 1, s * shift(image.height, m)),
    "rotate": lambda image, m, s: image.rotate(s * m, fillcolor=GREY),
    "brightness": enhanced(ImageEnhance.Brightness),
    "color": enhanced(ImageEnhance.Color),
    "contrast": enhanced(ImageEnhance.Contrast),
    "sharpness": enhanced(ImageEnhance.Sharpness),
    "posterize": lambda image, m, s: ImageOps.posterize(image, 8 - round(m / (30 / 4))),
    "solarize": lambda image, m, s: ImageOps.solarize(image, 255 - 255 * m / 30),
    "auto_contrast": lambda image, m, s: ImageOps.autocontrast(image),
    "equalize": lambda image, m, s: ImageOps.equalize(image),
}
GEOMETRIC = ("shear_x", "shear_y", "translate_x", "translate_y", "rotate")


def main(path):
    with np.load(path) as file:
        given = dict(file)
    images = {
        name: Image.fromarray(value.astype("uint8"))
        for name, value in given.items() if name.startswith("image")
    }
    seen, worst, changed = set(), {}, set()
    for name, found in given.items():
        if name in images:
            continue
        operation, number, magnitude, sign = name.split("|")
        image = images["image" + number]
        expected = np.asarray(OPERATIONS[operation](image, int(magnitude), int(sign)), "float32")
        other = (expected != found).any(axis=2).mean()
        worst[operation] = max(worst.get(operation, 0), other)
        most = MOST_OTHER if operation in GEOMETRIC and math.isfinite(other) else 0
        if not other <= most:
            sys.exit(f"{name}: {other:.2%} of the pixels differ, "
                     f"by up to {np.abs(expected - found).max()}")
        seen.add(operation)
        if (found != np.asarray(image, "float32")).mean() > 0.02:
            changed.add(operation)
    print(worst)
    if changed != set(OPERATIONS) - {"identity"}:
        sys.exit(f"only {changed} change the image: nothing is proven")
    print(f"PIL agrees on {len(seen)} operations")


if __name__ == "__main__":
    main(sys.argv[1])
