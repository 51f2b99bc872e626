"""Training and its input, of Keras and of NASNet Java, on the same JPEG files."""

import os
import shutil
import statistics
import sys

import numpy as np
from PIL import Image
from turns import Worker, group, java, onednn_by_itself, python, ratio, with_onednn

CLASSES, IMAGES, SIDE = 4, 160, 500
# Names of each image where input alone is timed: ours begins each epoch anew, and a real one has more
# batches than five.
NAMES = 10
# A Python whose TensorFlow is that of TensorFlow Java.
SAME_TENSORFLOW = os.environ.get("NASNET_BENCHMARK_TRAINING", sys.executable)


def noise_image(path, side, draws=None):
    """A JPEG with the spectrum of a photograph, roughly: sums of noise at several scales."""
    draws = draws or np.random.default_rng(0)
    picture = np.zeros((side, side, 3))
    for cells in (4, 16, 64, 250):
        small = Image.fromarray(draws.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        picture += np.asarray(small.resize((side, side), Image.Resampling.BICUBIC)) / cells**0.5
    picture -= picture.min()
    Image.fromarray((255 * picture / picture.max()).astype(np.uint8)).save(path, quality=90)


def photographs(folder):
    """A folder a class of JPEGs, made once."""
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        draws = np.random.default_rng(2)
        for number in range(IMAGES):
            path = folder / "images" / f"class{number % CLASSES}" / f"{number}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            noise_image(path, SIDE, draws)
        (folder / "done").touch()
    return folder / "images"


def epoch_of_many(folder):
    """The same photographs under several names each."""
    images, many = photographs(folder / "photographs"), folder / "many"
    shutil.rmtree(many, ignore_errors=True)
    for file in images.glob("*/*.jpg"):
        (many / file.parent.name).mkdir(parents=True, exist_ok=True)
        for number in range(NAMES):
            os.link(file, many / file.parent.name / f"{file.stem}-{number}.jpg")
    return many


def training(folder, results, network="mobile", batch=16, rounds=7, steps=2):
    """Steps of SGD with momentum: the same network, images, batch and work on both sides."""
    images = photographs(folder / "photographs")
    plain = ["--augment", "none", "--l2", 0, "--clip", 0, "--no-aux-head", "--dropout", 0,
             "--drop-path-keep", 1, "--epochs", 1000]
    ours = Worker("NASNet Java", java(
        "benchmark", "--preset", network, "--data", f"folder:{images}", "--batch", batch, *plain,
        "--turns", "--warm-up-steps", 2))
    command = python("keras_training.py", network, images, batch, interpreter=SAME_TENSORFLOW)
    keras = Worker("Keras 3", command)
    workers = [keras, ours]
    if not onednn_by_itself():
        workers.append(Worker("Keras 3, oneDNN on", with_onednn(command)))
    group(workers, rounds, steps)
    for worker in workers:
        middle, low, high = ratio(worker.seconds, keras.seconds)
        results.add("training", network=network, batch=batch, peer=worker.name,
                    seconds=statistics.median(worker.seconds), ratio=middle, low=low, high=high,
                    first=worker.first, peak=worker.close())


def pipeline(folder, results, batch=32, rounds=7, batches=15):
    """JPEG files of 500 pixels to batches of 224: whole images, and slim's Inception crops.

    The mean of many: the first ones of a turn may stand ready.
    """
    images = epoch_of_many(folder)
    for kind in ("none", "inception"):
        ours = Worker("NASNet Java", java(
            "benchmark", "--preset", "mobile", "--data", f"folder:{images}", "--batch", batch,
            "--augment", kind, "--input", "--turns"))
        keras = Worker("Keras 3 and tf.data", python(
            "keras_input.py", images, batch, kind, interpreter=SAME_TENSORFLOW))
        group([keras, ours], rounds, batches, statistics.mean)
        for worker in (keras, ours):
            middle, low, high = ratio(worker.seconds, keras.seconds)
            results.add("pipeline", augment=kind, batch=batch, peer=worker.name,
                        seconds=statistics.median(worker.seconds), ratio=middle, low=low, high=high)
            worker.close()
