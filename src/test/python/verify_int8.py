"""Judges the digits network in integers, as Java wrote it for ONNX and LiteRT.

verify_int8.py FLOAT.onnx INT8.onnx INT8.tflite UINT8.tflite
The held-out digits judge each file against FLOAT.onnx, in ONNX Runtime, OpenVINO and LiteRT. The last
file takes and outputs uint8. Two controls of each format must differ: scales in another order, and
kernels with one scale for all channels.
"""

import collections
import os
import pathlib
import sys
import tempfile

from judging import check, finish

import flatbuffers
import numpy as np
import onnx
import onnxruntime
import openvino
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter
from onnx import numpy_helper
from quantise import digits

# Measured: 2.1e-2 in ONNX Runtime, 4.3e-2 in OpenVINO, 1.9e-2 in LiteRT; with one scale for all
# channels of a kernel 3.2e-2 in ONNX Runtime and 2.2e-2 in LiteRT, which has an eighth bit for
# weights. TensorFlow's own converter moves the logits by 2.5e-2.
TOLERANCE = 5e-2
LOST = 0.005
# Of all convolutions, those that a runtime may leave in float32.
FLOATS = 0.05


def onnx_runtime(path, images):
    return onnxruntime.InferenceSession(path).run(["logits"], {"image": images})[0]


def openvino_run(path, images):
    compiled = openvino.Core().compile_model(openvino.Core().read_model(path), "CPU")
    # The ops do not keep their model alive.
    runtime = compiled.get_runtime_model()
    infos = [op.get_rt_info() for op in runtime.get_ops()]
    kinds = collections.Counter(
        tuple(info[key].astype(str) for key in ("layerType", "runtimePrecision")) for info in infos)
    floats = kinds["Convolution", "f32"]
    all_of_them = sum(n for (kind, _), n in kinds.items() if kind == "Convolution")
    print(f"OpenVINO leaves {floats} of {all_of_them} convolutions in float32")
    check("OpenVINO's integers", floats < FLOATS * all_of_them)
    answers = compiled({"image": images})
    return next(v for port, v in answers.items() if "logits" in port.names)


def litert(content, images):
    runner = Interpreter(model_content=content).get_signature_runner("serving_default")
    detail = runner.get_input_details()["image"]
    if detail["dtype"] != np.float32:
        images = np.clip(np.round((images + 1) * 127.5), 0, 255).astype(detail["dtype"])
    logits = runner(image=images)["logits"]
    if logits.dtype != np.float32:
        scale, zero = runner.get_output_details()["logits"]["quantization"]
        logits = (logits.astype(np.float32) - zero) * scale
    return logits


def deviation(found, floats):
    return np.linalg.norm(found - floats) / np.linalg.norm(floats)


def judge(name, found, floats, labels):
    moved = deviation(found, floats)
    lost = (floats.argmax(1) == labels).mean() - (found.argmax(1) == labels).mean()
    print(f"{name}: int8 moves the logits by {moved:.1e}, top-1 lost {lost:.4f}")
    check(f"{name} logits", moved < TOLERANCE)
    check(f"{name} top-1", lost <= LOST)


def judge_graph(path, folder):
    onnx.checker.check_model(path, full_check=True)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = os.path.join(folder, "optimised.onnx")
    onnxruntime.InferenceSession(path, options)
    nodes = collections.Counter(
        node.op_type for node in onnx.load(options.optimized_model_filepath).graph.node)
    floats = nodes["Conv"] + nodes["FusedConv"]
    print(f"ONNX Runtime leaves {floats} of {floats + nodes['QLinearConv']} convolutions in float32")
    check("ONNX Runtime's integers", floats < FLOATS * (floats + nodes["QLinearConv"]))


def changed_onnx(path, folder, change):
    """The file with other kernels: change(integers, scales) returns both."""
    model = onnx.load(path)
    constants = {one.name: one for one in model.graph.initializer}
    for name, tensor in constants.items():
        if tensor.data_type == onnx.TensorProto.INT8 and len(tensor.dims) == 4:
            scales = constants[name + "/scale"]
            integers, factors = change(
                numpy_helper.to_array(tensor), numpy_helper.to_array(scales))
            tensor.CopyFrom(numpy_helper.from_array(integers, name))
            scales.CopyFrom(numpy_helper.from_array(factors, scales.name))
    target = os.path.join(folder, "changed.onnx")
    onnx.save(model, target)
    return target


def changed_litert(content, change):
    """The same of a LiteRT file, whose biases follow the scales of the kernels."""
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    graph = model.subgraphs[0]
    for operator in graph.operators:
        tensors = [graph.tensors[i] for i in operator.inputs]
        data = [model.buffers[tensor.buffer].data for tensor in tensors]
        # An image and then constants: a convolution in integers.
        if len(data) < 3 or any(one is None for one in data[1:]) or len(tensors[1].shape) != 4:
            continue
        kernel, quantization = tensors[1], tensors[1].quantization
        axis = quantization.quantizedDimension
        integers = np.frombuffer(bytes(data[1]), np.int8)
        integers = np.moveaxis(integers.reshape(kernel.shape), axis, 0)
        scales = np.array(quantization.scale, np.float32)
        found, quantization.scale = change(integers, scales)
        model.buffers[kernel.buffer].data = np.frombuffer(
            np.ascontiguousarray(np.moveaxis(found, 0, axis)).tobytes(), np.uint8)
        bias, factors = tensors[2], scales / quantization.scale
        values = np.frombuffer(bytes(data[2]), "<i4")
        model.buffers[bias.buffer].data = np.frombuffer(
            np.round(values * factors).astype("<i4").tobytes(), np.uint8)
        bias.quantization.scale = np.array(bias.quantization.scale, np.float32) / factors
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def reversed_scales(integers, scales):
    return integers, scales[::-1].copy()


def one_scale(integers, scales):
    weights = integers * scales[:, None, None, None]
    scale = np.abs(weights).max() / np.abs(integers).max()
    return np.round(weights / scale).astype(np.int8), np.full_like(scales, scale)


def control(name, found, floats, changed):
    """Scales in another order, and one scale for all channels, move what the file computes."""
    for change, least in ((reversed_scales, 0.2), (one_scale, 5e-3)):
        other = changed(change)
        print(f"control {change.__name__} in {name}: {deviation(other, found):.1e} from the file, "
              f"{deviation(other, floats):.1e} from float32")
        check(f"control {change.__name__} in {name}", deviation(other, found) > least)


def main(arguments):
    floats_path, integers_path, lite, lite_bytes = map(str, map(pathlib.Path, arguments))
    images, labels = digits()
    images = images.astype(np.float32)
    floats = onnx_runtime(floats_path, images)
    judge("ONNX Runtime", onnx_runtime(integers_path, images), floats, labels)
    judge("OpenVINO", openvino_run(integers_path, images), floats, labels)
    lite = pathlib.Path(lite).read_bytes()
    judge("LiteRT", litert(lite, images), floats, labels)
    lite_bytes = pathlib.Path(lite_bytes).read_bytes()
    judge("LiteRT uint8", litert(lite_bytes, images), floats, labels)
    with tempfile.TemporaryDirectory() as folder:
        judge_graph(integers_path, folder)
        control(
            "ONNX Runtime", onnx_runtime(integers_path, images), floats,
            lambda change: onnx_runtime(changed_onnx(integers_path, folder, change), images))
    control("LiteRT", litert(lite, images), floats,
            lambda change: litert(changed_litert(lite, change), images))
    finish("int8 of Java")


if __name__ == "__main__":
    main(sys.argv[1:])
