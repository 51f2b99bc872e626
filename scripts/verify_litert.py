#!/usr/bin/env python3
"""Runs a LiteRT file that nasnet wrote in LiteRT's interpreter and compares with its reference outputs.

usage: verify_litert.py FILE.tflite [TOLERANCE]
First the SHA-256 of the constants' bytes must be that of the provenance. Prints the largest difference
of each output; exits 1 above TOLERANCE, a share of the output's largest value (2e-5; of a float16 or an
int8 file what its provenance says of each output), or where the file is damaged, and 2 where it is no
file of nasnet's. Needs ai-edge-litert and numpy.
"""

import base64
import hashlib
import json
import pathlib
import sys

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from reference_outputs import USUAL, compare, noise, refuse  # noqa: E402 (beside this script)

PROVENANCE = "nasnet_provenance"
REFERENCE = "nasnet_reference"


def images(detail):
    """The reference images as the file takes them."""
    height, width = (int(size) for size in detail["shape"][1:3])
    found = noise(1 if height * width > 128 * 128 else 2, height, width)
    if detail["dtype"] == np.uint8:
        return found
    if detail["dtype"] == np.int8:
        return (found.astype(np.int16) - 128).astype(np.int8)
    return found.astype(np.float32) / np.float32(127.5) - np.float32(1)


def outputs(content):
    """By name, as numbers: an integer output is multiplied by its scale."""
    runner = Interpreter(model_content=content).get_signature_runner("serving_default")
    found = runner(image=images(runner.get_input_details()["image"]))
    for name, detail in runner.get_output_details().items():
        if found[name].dtype != np.float32:
            scale, zero = detail["quantization"]
            found[name] = (found[name].astype(np.float32) - zero) * np.float32(scale)
    return found


def parts(content):
    """The texts of the metadata by name, and the SHA-256 of all other buffers' bytes."""
    model = schema.Model.GetRootAsModel(content, 0)
    names = {}
    for index in range(model.MetadataLength()):
        entry = model.Metadata(index)
        names[entry.Buffer()] = entry.Name().decode()
    digest, texts = hashlib.sha256(), {}
    for index in range(model.BuffersLength()):
        data = model.Buffers(index).DataAsNumpy()
        data = data.tobytes() if isinstance(data, np.ndarray) else b""
        if index in names:
            texts[names[index]] = data
        else:
            digest.update(data)
    return texts, digest.hexdigest()


def main(arguments):
    if len(arguments) not in (1, 2):
        return refuse("usage: verify FILE.tflite [TOLERANCE]")
    path = pathlib.Path(arguments[0])
    try:
        usual = float(arguments[1]) if len(arguments) == 2 else None
    except ValueError:
        return refuse(f"tolerance ({arguments[1]}) must be a number; {USUAL} is usual")
    if not path.is_file():
        return refuse(f"model ({path}) must be a LiteRT file; export one")
    content = path.read_bytes()
    if content[4:8] != b"TFL3":
        return refuse(f"model ({path}) must be a LiteRT file, and is damaged or none; export one")
    try:
        texts, digest = parts(content)
    except Exception as error:  # whatever a damaged file makes of itself
        return refuse(f"model ({path}) cannot be read: {str(error).splitlines()[:1]}", 1)
    for key in (PROVENANCE, REFERENCE):
        if key not in texts:
            return refuse(f"model ({path}) must have the metadata {key}, which nasnet export "
                          "writes; export it anew")
    try:
        provenance = json.loads(texts[PROVENANCE])
        reference = {name: np.frombuffer(base64.b64decode(text, validate=True), "<f4")
                     for name, text in json.loads(texts[REFERENCE]).items()}
        same = provenance["weights_sha256"] == digest
    except Exception:
        return refuse(f"model ({path}) is not as it was written: its {PROVENANCE} or {REFERENCE} "
                      "is damaged; export it anew", 1)
    if not same:
        return refuse(f"model ({path}) is not as it was written: its weights are not those of its "
                      "weights_sha256; export it anew", 1)
    return check(path, content, reference, provenance.get("tolerance", {}) if usual is None else {}, usual)


def check(path, content, reference, allowed, usual):
    try:
        found = outputs(content)
    except Exception as error:
        reason = " ".join(str(error).split())[:400]
        return refuse(f"model ({path}) cannot be computed: {reason}", 1)
    return compare(path, found, reference, allowed, usual)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
