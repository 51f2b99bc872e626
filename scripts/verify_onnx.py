#!/usr/bin/env python3
"""Runs an ONNX file that nasnet wrote in ONNX Runtime and compares with its reference outputs.

usage: verify_onnx.py FILE.onnx [TOLERANCE]
First the SHA-256 of the initializers' bytes must be the metadata's. Prints the largest difference of
each output; exits 1 above TOLERANCE, a share of the output's largest value (2e-5; of a float16 file
what its provenance says of each output), or where the file is damaged, and 2 where it is no file of
nasnet's. Needs onnx and onnxruntime.
"""

import base64
import hashlib
import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from reference_outputs import USUAL, compare, noise, refuse  # noqa: E402 (beside this script)


def images(model):
    """The reference images as the file takes them, and whether channels come first."""
    tensor = model.graph.input[0].type.tensor_type
    sizes = [dimension.dim_value for dimension in tensor.shape.dim]
    first = sizes[1] == 3
    height, width = sizes[2:] if first else sizes[1:3]
    found = noise(1 if height * width > 128 * 128 else 2, height, width)
    if tensor.elem_type == onnx.TensorProto.INT8:
        found = (found.astype(np.int16) - 128).astype(np.int8)
    elif tensor.elem_type != onnx.TensorProto.UINT8:
        found = found.astype(np.float32) / np.float32(127.5) - np.float32(1)
    return (np.ascontiguousarray(found.transpose(0, 3, 1, 2)) if first else found), first


def outputs(path, model):
    """By name; feature maps with channels last, as the reference has them."""
    given, first = images(model)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    found = dict(zip(names, session.run(names, {"image": given})))
    return {name: value.transpose(0, 2, 3, 1) if first and value.ndim == 4 else value
            for name, value in found.items()}


def main(arguments):
    if len(arguments) not in (1, 2):
        return refuse("usage: verify FILE.onnx [TOLERANCE]")
    path = pathlib.Path(arguments[0])
    try:
        usual = float(arguments[1]) if len(arguments) == 2 else None
    except ValueError:
        return refuse(f"tolerance ({arguments[1]}) must be a number; {USUAL} is usual")
    if not path.is_file():
        return refuse(f"model ({path}) must be an ONNX file; export one")
    try:
        model = onnx.load(path)
        metadata = {entry.key: entry.value for entry in model.metadata_props}
    except Exception as error:  # whatever a damaged file makes of itself
        return refuse(f"model ({path}) cannot be loaded: {str(error).splitlines()[0]}", 1)
    for key in ("provenance", "weights_sha256", "reference"):
        if key not in metadata:
            return refuse(f"model ({path}) must have the metadata {key}, which nasnet export "
                          "writes; export it anew")
    digest = hashlib.sha256(b"".join(tensor.raw_data for tensor in model.graph.initializer))
    if digest.hexdigest() != metadata["weights_sha256"]:
        return refuse(f"model ({path}) is not as it was written: its weights are not those of its "
                      "weights_sha256; export it anew", 1)
    return check(path, model, metadata, usual)


def check(path, model, metadata, usual):
    try:
        found = outputs(path, model)
        reference = {name: np.frombuffer(base64.b64decode(text), "<f4")
                     for name, text in json.loads(metadata["reference"]).items()}
        allowed = json.loads(metadata["provenance"]).get("tolerance", {}) if usual is None else {}
    except Exception as error:
        reason = " ".join(str(error).split())[:400]
        return refuse(f"model ({path}) cannot be computed: {reason}", 1)
    return compare(path, found, reference, allowed, usual)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
