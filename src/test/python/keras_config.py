"""Compares every layer of keras.applications' NASNets with what Java says.

usage: keras_config.py FILE

FILE holds {"cases": [{"label", "filters", "cells", "stem", "skip", "height", "width", "applications",
"layers": [{"name", "type", "outputShape", "parameters", "inputs", ...}]}]}; a layer's other
members are compared with Keras's config where Java states them. Ends with code 1 on the first
case that differs, or does not where it says "differs": true, the controls.
"""

import json
import sys

import keras
from keras.src.applications.nasnet import NASNet

# What Keras's config says of a layer and Java may state.
CONFIG = ("kernel_size", "pool_size", "strides", "padding", "cropping", "momentum", "epsilon",
          "use_bias", "activation", "units", "filters")


def build(case):
    # Keras numbers unnamed layers through the process; a fresh session starts anew.
    keras.backend.clear_session()
    if case["applications"] == "NASNetMobile":
        return keras.applications.NASNetMobile(weights=None)
    return NASNet(
        input_shape=(case["height"], case["width"], 3),
        penultimate_filters=case["filters"],
        num_blocks=case["cells"],
        stem_block_filters=case["stem"],
        skip_reduction=case["skip"],
        weights=None,
    )


def inbound(layer):
    """The names of the layers it reads, in call order."""
    (node,) = layer._inbound_nodes
    return [tensor._keras_history.operation.name for tensor in node.input_tensors]


def plain(value):
    """Tuples as lists."""
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def describe(layer, expected):
    config = layer.get_config()
    found = {
        "name": layer.name,
        "type": type(layer).__name__,
        "outputShape": list(layer.output.shape[1:]),
        "parameters": layer.count_params(),
        "inputs": inbound(layer) if type(layer).__name__ != "InputLayer" else [],
    }
    for name in CONFIG:
        if name in expected:
            found[name] = plain(config[name])
    return found


def check(case):
    model = build(case)
    expected = case["layers"]
    names = [layer.name for layer in model.layers]
    assert len(names) == len(expected), f"{len(names)} layers in Keras, {len(expected)} in Java"
    differences = []
    for position, (layer, java) in enumerate(zip(model.layers, expected)):
        found = describe(layer, java)
        if found != java:
            differences.append((layer.name, f"layer {position}\n  Keras {found}\n  Java  {java}"))
    assert not differences, "{} layers differ: {}\n{}".format(
        len(differences),
        " ".join(name for name, _ in differences[:50]),
        "\n".join(text for _, text in differences[:3]))
    stated = sum(len(java) for java in expected)
    print(f"{case['label']}: {len(expected)} layers, {stated} facts agree", flush=True)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    for case in cases:
        try:
            check(case)
        except AssertionError as problem:
            if not case.get("differs"):
                sys.exit(f"{case['label']}: {problem}")
            print(f"{case['label']} is seen: {problem}", flush=True)
        else:
            if case.get("differs"):
                sys.exit(f"{case['label']}: the difference is not seen")


if __name__ == "__main__":
    main()
