"""One way of asking a network, timed call by call as turns.py asks.

usage: worker.py saved-model|saved-model-apart|onnx|openvino|openvino-float32|torch MODEL BATCH SIZE
"""

import sys
import time

import numpy as np


def saved_model(path, image):
    """TensorFlow's own loader; the function that Keras's export and ours serve."""
    import tensorflow as tf

    loaded = tf.saved_model.load(path)
    signature = loaded.signatures["serving_default"]
    name = next(iter(signature.structured_input_signature[1]))
    tensor = tf.constant(image)
    return lambda: [value.numpy() for value in signature(**{name: tensor}).values()]


def saved_model_apart(path, image):
    """The same, a thread a layer: layers that wait for no other run side by side."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    return saved_model(path, image)


def onnx(path, image):
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda: session.run(None, {name: image})


def openvino(path, image, settings=None):
    """As it comes: where the processor has bfloat16 it computes in that."""
    import openvino

    model = openvino.Core().compile_model(openvino.convert_model(path), "CPU", settings or {})

    def call():
        answer = model(image)
        return [answer[port] for port in model.outputs]

    return call


def openvino_float32(path, image):
    return openvino(path, image, {"INFERENCE_PRECISION_HINT": "f32"})


def torch(path, image):
    import timm
    import torch as pytorch

    model = timm.create_model(path, pretrained=False).eval()
    tensor = pytorch.from_numpy(image.transpose(0, 3, 1, 2).copy())

    def call():
        with pytorch.inference_mode():
            return [model(tensor).numpy()]

    return call


def main():
    kind, path, batch, size = sys.argv[1:]
    shape = (int(batch), int(size), int(size), 3)
    image = np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)
    makers = {"saved-model": saved_model, "saved-model-apart": saved_model_apart, "onnx": onnx,
              "openvino": openvino, "openvino-float32": openvino_float32, "torch": torch}
    call = makers[kind](path, image)
    call()
    call()
    print("ready", flush=True)
    for line in sys.stdin:
        seconds = []
        for _ in range(int(line)):
            start = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - start)
        print(" ".join(map(str, seconds)), flush=True)


if __name__ == "__main__":
    main()
