"""Compares LiteRT files that Java wrote with the outputs of Keras's own layers.

verify_litert.py FOLDER...         each has case.npz (image, logits) and *.tflite
verify_litert.py --schema NUMBERS  lines of table, name and number, compared with LiteRT's schema
A folder called wrong-… holds the file of another network, which must differ.
"""

import inspect
import pathlib
import re
import sys

from judging import check, finish

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

# Relative L2 of log-probabilities. Float32 sums in another order; measured up to 4e-7.
TOLERANCE = 1e-5
# float16 weights: measured 2e-4 to 6e-4.
HALF = 1e-2
# What a wrong padding or epsilon moves at least.
WRONG = 1e-4


def interpreted(path, images):
    interpreter = Interpreter(model_path=str(path))
    runner = interpreter.get_signature_runner("serving_default")
    return runner(image=images)


def log_softmax(logits):
    shifted = logits.astype(np.float64) - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def differences(found, expected, is_sigmoid):
    if "features" in found:
        yield found["features"], expected
        return
    yield log_softmax(found["logits"]), log_softmax(expected)
    if is_sigmoid:
        yield found["probabilities"], 1 / (1 + np.exp(-expected.astype(np.float64)))
    else:
        yield np.log(found["probabilities"]), log_softmax(expected)


def relative(found, expected):
    if found.shape != expected.shape:
        return np.inf
    return np.linalg.norm(found - expected) / np.linalg.norm(expected)


def judge(folder):
    with np.load(folder / "case.npz") as arrays:
        images, expected = arrays["image"], arrays["logits"]
    for path in sorted(folder.glob("*.tflite")):
        worst = 0.0
        for count in (1, 3, 8):
            found = interpreted(path, images[:count])
            worst = max(worst, *(
                relative(*pair)
                for pair in differences(found, expected[:count], folder.name == "sigmoid")))
        print(f"{folder.name} {path.name}: {worst:.1e}")
        if folder.name.startswith("wrong-"):
            check(f"{folder.name} {path.name} differs", worst > WRONG)
        elif path.stem == "FLOAT16":
            check(f"{folder.name} {path.name}", TOLERANCE < worst < HALF)
        else:
            check(f"{folder.name} {path.name}", worst < TOLERANCE)


def published(table, name):
    """A field's slot, or the value of an enumeration's member."""
    members = vars(getattr(schema, table))
    plain = name.replace("_", "").lower()
    if all(isinstance(v, int) for k, v in members.items() if not k.startswith("_")):
        return next(v for k, v in members.items() if k.replace("_", "").lower() == plain)
    adder = next(
        f for k, f in vars(schema).items() if k.lower() == f"{table}add{plain}".lower())
    return int(re.search(r"Slot\((\d+)", inspect.getsource(adder)).group(1))


def judge_schema(path):
    for line in pathlib.Path(path).read_text().splitlines():
        table, name, number = line.split()
        check(line, published(table, name) == int(number))


def main(arguments):
    if arguments[0] == "--schema":
        judge_schema(arguments[1])
    else:
        for folder in arguments:
            judge(pathlib.Path(folder))
    finish("LiteRT")


if __name__ == "__main__":
    main(sys.argv[1:])
