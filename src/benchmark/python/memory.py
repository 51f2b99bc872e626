"""Prints what a bundle costs in this process, as one line of JSON: seconds to load it and to its first prediction,
the peak and the kept resident size in MB, and the milliseconds of a later prediction (the median of five).

usage: memory.py BUNDLE   (a fresh process for each bundle; Linux)
"""

import json
import statistics
import sys
import time


def status(name):
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def main(bundle):
    import numpy
    import tensorflow as tf

    before = status("VmRSS")
    start = time.perf_counter()
    model = tf.saved_model.load(bundle)
    loaded = time.perf_counter()
    serve = model.signatures["serving_default"]
    shape = [1 if size is None else size for size in serve.structured_input_signature[1]["image"].shape]
    image = tf.constant(numpy.random.default_rng(1).uniform(-1, 1, shape).astype("float32"))
    outputs = serve(image=image)
    first = time.perf_counter()
    later = []
    for _ in range(5):
        begin = time.perf_counter()
        serve(image=image)
        later.append(time.perf_counter() - begin)
    print(json.dumps({
        "tensorflowMb": round(before), "peakMb": round(status("VmHWM")), "keptMb": round(status("VmRSS")),
        "loadSeconds": round(loaded - start, 2), "firstSeconds": round(first - loaded, 2),
        "laterMs": round(1000 * statistics.median(later), 1),
        "sum": float(tf.reduce_sum(outputs[sorted(outputs)[0]]))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
