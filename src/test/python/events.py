"""Reads a run's event files back with TensorBoard's own EventAccumulator.

usage: events.py RUN STEPS_PER_EPOCH CLASS…
Holds them against metrics.csv: tags, steps, values; and looks at the graph, histograms and images.
"""

import judging  # first: it sets TensorFlow up

import csv
import io
import pathlib
import sys

from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

EVERYTHING = {k: 0 for k in ("scalars", "images", "histograms", "tensors")}
FIGURES = {
    "train": {"epoch_loss": "loss", "learning_rate": "learning_rate"},
    "held_out": {"epoch_loss": "held_out_loss", "epoch_top1": "top1", "epoch_top5": "top5"},
    "held_out_raw": {"epoch_top1": "raw_top1", "epoch_top5": "raw_top5"},
}
ROUNDING = 6e-7  # metrics.csv has six decimals, eight for the learning rate; float32 has seven digits


def read(folder):
    accumulator = EventAccumulator(str(folder), size_guidance=EVERYTHING)
    accumulator.Reload()
    return accumulator


def scalars(name, events, rows):
    for tag, column in FIGURES[name].items():
        told = [(e.step, e.value) for e in events.Scalars(tag)]
        judging.check(f"{name} {tag} steps", [s for s, _ in told] == [int(r["step"]) for r in rows])
        for (_, value), row in zip(told, rows):
            expected = float(row[column])
            near = abs(value - expected) <= ROUNDING * max(1, abs(expected))
            judging.check(f"{name} {tag} {value} is {expected}", near)


def steps(events, rows, per_epoch):
    """Each step once, in order, though it was told of twice; each epoch's mean is its loss."""
    told = events.Scalars("batch_loss")
    count = int(rows[-1]["step"])
    judging.check("batch_loss steps", [e.step for e in told] == list(range(1, count + 1)))
    for row in rows:
        end = int(row["step"])
        losses = [e.value for e in told if end - per_epoch < e.step <= end]
        judging.compare("batch_loss mean", sum(losses) / per_epoch, float(row["loss"]))
    rates = events.Scalars("images_per_second")
    judging.check("images per second", len(rates) == count and all(e.value > 0 for e in rates))


def graph(events):
    nodes = {node.name: node for node in events.Graph().node}
    for name, op in {
        "stem/stem_conv1/Conv2D": "Conv2D",
        "cell_0/normal_conv_1_0/Conv2D": "Conv2D",
        "reduce_1/reduction_conv_1_reduce_1/Conv2D": "Conv2D",
        "head/predictions/MatMul": "MatMul",
    }.items():
        judging.check(f"graph {name}", name in nodes and nodes[name].op == op)
    for node in nodes.values():
        for source in node.input:
            plain = source.lstrip("^").split(":")[0]
            judging.check(f"graph input {source} of {node.name}", plain in nodes)
    blocks = {name.split("/")[0] for name in nodes}
    cells = {"cell_0", "reduce_1", "cell_2", "reduce_2", "cell_3"}
    judging.check(f"graph blocks {blocks}", blocks == cells | {"image", "stem", "head"})


def histograms(events, rows):
    tags = events.Tags()["histograms"]
    judging.check("histograms", {"stem/stem_conv1/kernel", "head/predictions/kernel"} <= set(tags))
    judging.check("histograms are bounded", len(tags) <= 40)
    for tag in tags:
        told = events.Histograms(tag)
        judging.check(f"{tag} steps", [e.step for e in told] == [int(r["step"]) for r in rows])
        judging.check(f"{tag} moves", told[0].histogram_value != told[-1].histogram_value)
    values = events.Histograms("stem/stem_conv1/kernel")[0].histogram_value
    judging.check("stem_conv1 has 3 × 3 × 3 × 6 values", values.num == 162)


def images(events, rows, classes):
    """At each epoch one image a class, whose tag says what it is and what it was taken for."""
    told = {}
    for tag in events.Tags()["images"]:
        actual, answer, _ = tag.rsplit("/", 2)
        judging.check(f"{tag} names a class", actual in classes)
        taken = actual if answer == "right" else answer.removeprefix("taken for ")
        judging.check(f"{tag} names an answer", taken in classes)
        for event in events.Images(tag):
            told.setdefault(event.step, []).append(actual)
            picture = Image.open(io.BytesIO(event.encoded_image_string))
            judging.check(f"{tag} is a PNG", picture.format == "PNG" and picture.size == (96, 96))
            colours = picture.convert("RGB").getcolors(maxcolors=96 * 96)
            judging.check(f"{tag} shows something", len(colours) > 8)
    for row in rows:
        judging.check("an image a class", sorted(told[int(row["step"])]) == sorted(classes))


def main():
    run = pathlib.Path(sys.argv[1])
    per_epoch, classes = int(sys.argv[2]), sys.argv[3:]
    rows = list(csv.DictReader((run / "metrics.csv").open()))
    for name in FIGURES:
        scalars(name, read(run / "events" / name), rows)
    train = read(run / "events" / "train")
    steps(train, rows, per_epoch)
    graph(train)
    histograms(train, rows)
    images(read(run / "events" / "held_out"), rows, classes)
    judging.finish("TensorBoard")


if __name__ == "__main__":
    main()
