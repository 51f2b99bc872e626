"""Prints what a bundle costs in this process, as one line of JSON: seconds to load it and to its first prediction,
the peak and the kept resident size in bytes, and the seconds of a later prediction (the median of five).

usage: memory.py BUNDLE [session]   (a fresh process for each bundle; Linux)
session: load it into a session, as TensorFlow Serving's core does, instead of by tf.saved_model.load.
"""

import json
import statistics
import sys
import time

import numpy
import tensorflow as tf

SIGNATURE = "serving_default"


def status(name):
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def as_function(bundle):
    """Returns the shape of an image and a function of a batch."""
    serve = tf.saved_model.load(bundle).signatures[SIGNATURE]
    return serve.structured_input_signature[1]["image"].shape[1:], lambda image: serve(image=tf.constant(image))


def as_session(bundle):
    """Returns the same; the graph and its variables are in a session."""
    session = tf.compat.v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        loaded = tf.compat.v1.saved_model.load(session, ["serve"], bundle)
    signature = loaded.signature_def[SIGNATURE]
    fetched = {name: output.name for name, output in signature.outputs.items()}
    entry = signature.inputs["image"]
    shape = [size.size for size in entry.tensor_shape.dim][1:]
    return shape, lambda image: session.run(fetched, {entry.name: image})


def main(bundle, kind="function"):
    before = status("VmRSS")
    start = time.perf_counter()
    shape, predict = {"function": as_function, "session": as_session}[kind](bundle)
    loaded = time.perf_counter()
    image = numpy.random.default_rng(1).uniform(-1, 1, [1, *shape]).astype("float32")
    outputs = predict(image)
    first = time.perf_counter()
    later = []
    for _ in range(5):
        begin = time.perf_counter()
        predict(image)
        later.append(time.perf_counter() - begin)
    print(json.dumps({
        "tensorflowBytes": before, "peakBytes": status("VmHWM"), "keptBytes": status("VmRSS"),
        "loadSeconds": loaded - start, "firstSeconds": first - loaded, "laterSeconds": statistics.median(later),
        "sum": float(numpy.sum(outputs[sorted(outputs)[0]]))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
