"""Trains on digits of which one class has 2 % of the images, and prints the recall of that class.

rare_class.py FOLDER NASNET…   FOLDER is made; NASNET… is the command, such as scripts/nasnet

Three seeds each without an option, with --class-weights auto and with --balanced-sampling.
"""

import json
import pathlib
import subprocess
import sys

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

RARE, SHARE, SEEDS = 8, 0.02, (0, 1, 2)
KINDS = ((), ("--class-weights", "auto"), ("--balanced-sampling",))
TRAIN = ("--preset cifar --spec 1@24 --stem-filters 6 --size 8 --batch 50 --epochs 6 --threads 1"
         " --no-report --no-tensorboard").split()


def write(folder):
    """train has 1,200 images of nine digits and 24 of the rare one, val all other images."""
    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.target))
    common = [i for i in order if digits.target[i] != RARE]
    rare = [i for i in order if digits.target[i] == RARE]
    train = set(common[:1200]) | set(rare[: round(1200 * SHARE / (1 - SHARE))])
    for i in order:
        place = folder / ("train" if i in train else "val") / str(digits.target[i])
        place.mkdir(parents=True, exist_ok=True)
        pixels = (digits.images[i] * (255 / 16)).round().astype("uint8")
        Image.fromarray(np.stack([pixels] * 3, 2)).save(place / f"{i:04}.png")


def main(folder, *nasnet):
    folder = pathlib.Path(folder)
    data = f"folder:{folder / 'data'}"
    write(folder / "data")
    for kind in KINDS:
        for seed in SEEDS:
            run = folder / f"{'-'.join(kind).strip('-') or 'none'}-{seed}"
            subprocess.run([*nasnet, "train", "--data", data, *TRAIN, *kind, "--seed", str(seed),
                            "--out", run], check=True, stdout=subprocess.DEVNULL)
            report = json.loads(subprocess.run(
                [*nasnet, "evaluate", "--model", run, "--data", data, "--json"],
                check=True, stdout=subprocess.PIPE).stdout)
            rare = next(c for c in report["classes"] if c["class"] == str(RARE))
            print(f"{' '.join(kind) or 'none'} | seed {seed} | recall {rare['recall']:.4f}"
                  f" | precision {rare['precision']:.4f} | top-1 {report['top1']:.4f}"
                  f" | macro recall {report['macroRecall']:.4f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
