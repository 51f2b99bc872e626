"""Images of odd shapes, and what other programs make of them at a network's size.

usage: aspect_ratio.py make FOLDER
       aspect_ratio.py resized FOLDER NPZ HEIGHT WIDTH
       aspect_ratio.py orientations FILE...
       aspect_ratio.py pixels NPZ FILE...

make writes a folder of two classes. resized writes float32 [N, H, W, 3], 0...255, in Keras's order of files:
  stretch, crop   keras.utils.image_dataset_from_directory, without and with crop_to_aspect_ratio
  pad             tf.image.resize_with_pad of what tf.image.decode_image returns
  keras-pad       keras.utils.image_dataset_from_directory with pad_to_aspect_ratio
orientations prints the EXIF orientation that Pillow reads, 0 for none. pixels writes Pillow's pixels of each file by its name, as RGB.
"""

import pathlib
import sys

import keras
import numpy as np
import PIL.Image
import tensorflow as tf

# Width and height.
SHAPES = [(7, 5), (31, 40), (200, 33), (9, 9), (5, 64), (1, 1), (64, 5), (320, 213), (100, 99)]
KINDS = ["png", "jpg", "bmp", "gif"]


def make(folder):
    random = np.random.default_rng(29)
    for i, (width, height) in enumerate(SHAPES):
        small = random.integers(0, 256, ((height + 7) // 8, (width + 7) // 8, 3), dtype=np.uint8)
        image = PIL.Image.fromarray(small).resize((width, height), PIL.Image.Resampling.BILINEAR)
        place = pathlib.Path(folder, "ab"[i % 2])
        place.mkdir(parents=True, exist_ok=True)
        image.save(place / f"{i}.{KINDS[i % 4]}")
    turned = PIL.Image.fromarray(random.integers(0, 256, (10, 20, 3), dtype=np.uint8))
    for name, value in {"8.jpg": 6, "9.png": 3, "upright.jpg": 1}.items():
        exif = PIL.Image.Exif()
        exif[274] = value
        turned.save(pathlib.Path(folder, "b", "turned-" + name), exif=exif)
    turned.save(pathlib.Path(folder, "b", "turned-none.jpg"))


def resized(folder, npz, height, width):
    size = (int(height), int(width))

    def dataset(**options):
        batches = keras.utils.image_dataset_from_directory(
            folder, image_size=size, shuffle=False, batch_size=1, verbose=False, **options
        )
        return np.concatenate([images.numpy() for images, _ in batches]), batches.file_paths

    stretched, files = dataset()
    padded = []
    for file in files:
        pixels = tf.image.decode_image(tf.io.read_file(file), 3, expand_animations=False)
        padded.append(tf.image.resize_with_pad(pixels, *size).numpy())
    np.savez(
        npz,
        stretch=stretched,
        crop=dataset(crop_to_aspect_ratio=True)[0],
        pad=np.stack(padded),
        **{"keras-pad": dataset(pad_to_aspect_ratio=True)[0]},
    )


def orientations(*files):
    for file in files:
        print("\t".join([file, str(PIL.Image.open(file).getexif().get(274, 0))]))


def pixels(npz, *files):
    images = {pathlib.Path(file).name: PIL.Image.open(file).convert("RGB") for file in files}
    np.savez(npz, **{name: np.asarray(image, np.float32) for name, image in images.items()})


def main(action, *arguments):
    {"make": make, "resized": resized, "orientations": orientations, "pixels": pixels}[action](*arguments)


main(*sys.argv[1:])
