"""Writes docs/consumers.md from the rows of ConsumersTest: consumers_table.py ROWS TARGET."""

import datetime
import json
import pathlib
import sys

import consumers

HEAD = """# Who takes what Java exports

`scripts/consumers` writes this page: it exports each network with random weights (random batch norm,
too) in every format, asks every program, and compares with Java's own inference graph. A figure is the
relative L2 difference of log-probabilities over two images; 2e-5 is the most that the test allows.
Also tested with each row: Keras gives back a Functional model, and TF Hub's layer has a gradient for
every trainable weight. TensorFlow Java itself (`SavedModelBundle`, `Classifier`) and the second loaders
of a fine-tuned bundle have tests of their own.

Run on {date}, {versions}.

"""


def cell(row):
    if row is None:
        return "–"
    if "error" in row:
        return "fails"
    return f"{row['difference']:.1e} ({row['seconds']:.0f} s)"


def versions():
    from importlib.metadata import PackageNotFoundError, version

    names = ["tensorflow_cpu", "keras", "tf_keras", "tensorflow_hub", "openvino", "tf2onnx",
             "onnxruntime", "ai-edge-litert", "tensorflowjs"]
    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            pass
    return ", ".join(found)


def main(source, target):
    rows = [json.loads(line) for line in pathlib.Path(source).read_text("utf-8").splitlines()]
    networks = list(dict.fromkeys(row["network"] for row in rows))
    found = {(row["consumer"], row["network"]): row for row in rows}
    lines = ["| consumer | format | " + " | ".join(networks) + " |",
             "| --- | --- |" + " --- |" * len(networks)]
    for name, (form, _) in consumers.CONSUMERS.items():
        cells = [cell(found.get((name, network))) for network in networks]
        lines.append(f"| {name} | {form} | " + " | ".join(cells) + " |")
    text = HEAD.format(date=datetime.date.today().isoformat(), versions=versions())
    pathlib.Path(target).write_text(text + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
