"""Judges ONNX files that Java wrote: ONNX's checker, ONNX Runtime, ONNX's reference evaluator, OpenVINO.

verify_onnx.py FOLDER...
Each FOLDER holds case.npz (image, float32 [N, H, W, 3], and logits, Java's plain network's, or
features where there is no classifier) and any number of .onnx files of that network.
"""

import pathlib
import sys

from judging import TOLERANCE, check, finish

import numpy as np
import onnx
import onnxruntime
import openvino
from onnx.reference import ReferenceEvaluator

KINDS = {"Add", "AveragePool", "Cast", "Concat", "Conv", "Div", "Flatten", "Gemm",
         "GlobalAveragePool", "GlobalMaxPool", "Max", "MaxPool", "Relu", "Softmax", "Sub",
         "Transpose"}


def log_probabilities(logits):
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def check_form(name, model):
    """Valid, every shape inferred, no node that an optimizer would take away."""
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(
        model, check_type=True, strict_mode=True, data_prop=True)
    known = {value.name for value in [*inferred.graph.value_info, *inferred.graph.output]}
    nodes = model.graph.node
    check(f"{name} shapes", all(node.output[0] in known for node in nodes))
    check(f"{name} kinds", {node.op_type for node in nodes} <= KINDS)
    check(f"{name} auto_pad", not any(a.name == "auto_pad" for n in nodes for a in n.attribute))
    check(f"{name} names", len({node.name for node in nodes}) == len(nodes))
    turned = [node.name for node in nodes if node.op_type == "Transpose"]
    check(f"{name} transposes", set(turned) <= {"image/nchw", "features/nhwc"})
    weights = [tensor.raw_data for tensor in model.graph.initializer if len(tensor.dims) > 1]
    check(f"{name} shared initializers", len(set(weights)) == len(weights))
    check(f"{name} operator set", model.opset_import[0].version >= 17 and model.ir_version <= 9)


def runtime(path, model, given):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, given)


def reference(path, model, given):
    return ReferenceEvaluator(model).run(None, given)


def vino(path, model, given):
    core = openvino.Core()
    compiled = core.compile_model(
        core.read_model(str(path)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    found = compiled(given)
    return [found[output.name] for output in model.graph.output]


def given(model, image):
    """The images in the type and layout that the file takes."""
    tensor = model.graph.input[0].type.tensor_type
    if tensor.elem_type == onnx.TensorProto.UINT8:
        image = np.rint((image + 1) * 127.5).astype(np.uint8)
    first = tensor.shape.dim[1].dim_value == 3
    return {"image": np.ascontiguousarray(image.transpose(0, 3, 1, 2)) if first else image}, first


def judge(path, image, expected):
    model = onnx.load(path)
    name = f"{path.parent.name} {path.stem}"
    check_form(name, model)
    tolerance = 2e-2 if any(n.name == "image/float16" for n in model.graph.node) else TOLERANCE
    for judge_name, judged in (("ONNX Runtime", runtime), ("reference", reference),
                               ("OpenVINO", vino)):
        fed, first = given(model, image)
        found = dict(zip((output.name for output in model.graph.output), judged(path, model, fed)))
        label = f"{name} {judge_name}"
        if "logits" in found:
            truth = log_probabilities(expected)
            answers = {"logits": log_probabilities(found["logits"]),
                       "probabilities": np.log(found["probabilities"])}
        else:
            truth = expected
            answers = {"features": found["features"]}
            if first and truth.ndim == 4:
                truth = truth.transpose(0, 3, 1, 2)
        for key, value in answers.items():
            same = value.shape == truth.shape
            error = np.linalg.norm(value - truth) / np.linalg.norm(truth) if same else np.inf
            print(f"{label} {key}: relative L2 {error:.2e}")
            check(f"{label} {key}", error <= tolerance)


def main(folders):
    for folder in map(pathlib.Path, folders):
        with np.load(folder / "case.npz") as arrays:
            image, expected = arrays["image"], arrays["logits"]
        for path in sorted(folder.glob("*.onnx")):
            judge(path, image, expected)
    finish("ONNX")


if __name__ == "__main__":
    main(sys.argv[1:])
