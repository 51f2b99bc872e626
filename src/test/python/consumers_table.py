"""Writes docs/consumers.md from the rows of ConsumersTest: consumers_table.py ROWS TARGET.

A consumer without a row in ROWS keeps its cell in TARGET.
"""

import datetime
import json
import pathlib
import sys

import consumers

HEAD = """# Programs that read the exports

`scripts/consumers` writes this page: it exports each network with random weights (random batch norm,
too) in every format, loads it in every program, and compares the outputs with Java's own inference graph. A
figure is the relative L2 difference of log-probabilities over two images; the test allows at most 2e-5. The
seconds are waiting times, during which other programs may have run. Each row also tests that Keras returns a
Functional model, and that TF Hub's layer has a gradient for every trainable
weight. `FineTuneTest` tests the loaders of a fine-tuned bundle.

Last run on {date}, {versions}. Programs that were not run then keep their earlier figures.

"""

FOOT = """
## Judged outside

These programs were tried on exports outside this project. No test of this project runs them, so nothing here fails when one
of them changes. Where a figure is given, it is a relative difference.

- Keras on JAX and on PyTorch: 1.5e-7 to 3.6e-7. JAX `call_tf`.
- TensorFlow 2.15 to 2.22-dev; Keras 2.15 and 3.5 to 3.16-dev. (The tests run the versions above alone.)
- TensorFlow Serving 2.20's own core (version manager, warm-up replay, REST handler and JSON code, built against the 2.20
  wheel): plain and optimised bundle side by side, rows and columns, 4.7e-7 and 5.6e-7. The README's `curl` line works as printed.
- DJL 0.28, MLServer, Triton's Python backend, BentoML, Ray Serve, Beam and MLflow. BentoML's TensorFlow store saves a
  bundle again; a test here holds that `serving_default` survives (see [formats.md](formats.md#a-second-save)).
- ONNX Runtime in Node and Go, and tract. (In Java `OnnxParityTest` runs it, in a browser `scripts/consumers`.)
- coremltools: the conversion alone.
"""

# ConsumersTest itself runs TensorFlow Java.
FORMATS = {name: form for name, (form, _) in consumers.CONSUMERS.items()} | {
    "TensorFlow Java": "bundle", "TensorFlow Java optimised": "serving"}


def cell(row):
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


def cells(page):
    """The cells of an earlier page's table, by consumer and network."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    if not table:
        return {}
    return {
        (row[0], network): text
        for row in table[2:] for network, text in zip(table[0][2:], row[2:])}


def main(source, target):
    rows = [json.loads(line) for line in pathlib.Path(source).read_text("utf-8").splitlines()]
    page = pathlib.Path(target)
    found = cells(page.read_text("utf-8")) if page.exists() else {}
    found |= {(row["consumer"], row["network"]): cell(row) for row in rows}
    networks = list(dict.fromkeys(network for _, network in found))
    lines = ["| consumer | format | " + " | ".join(networks) + " |",
             "| --- | --- |" + " --- |" * len(networks)]
    for name, form in FORMATS.items():
        texts = [found.get((name, network), "–") for network in networks]
        lines.append(f"| {name} | {form} | " + " | ".join(texts) + " |")
    text = HEAD.format(date=datetime.date.today().isoformat(), versions=versions())
    page.write_text(text + "\n".join(lines) + "\n" + FOOT, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
