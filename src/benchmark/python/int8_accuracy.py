"""Compares what integers cost in top-1: of this project's files and of three toolchains.

usage: int8_accuracy.py images FOLDER    writes FOLDER/data and FOLDER/calibration, images of 32 px
       int8_accuracy.py judge FOLDER     reads these and the exports below, and prints a table

The images are scikit-learn's 1,797 handwritten digits, each varied by a rotation, a shift, a size, two
colours and noise: 5,000 to train on and 1,000 to judge, of other originals. All toolchains are
calibrated by the same 200 of the training images. Between the two commands:

    nasnet train --preset cifar --spec 1@96 --size 32 --data folder:FOLDER/data --out FOLDER/run --epochs 8 …
    nasnet export --run FOLDER/run --format onnx --out FOLDER/float.onnx
    nasnet export --run FOLDER/run --format litert --out FOLDER/float.tflite
    nasnet export --run FOLDER/run --out FOLDER/bundle
    nasnet export --run FOLDER/run --format onnx --precision int8 --calibrate folder:FOLDER/calibration \\
      --out FOLDER/int8.onnx                    (also with litert, and with --calibration mse)

judge needs onnxruntime, ai-edge-litert and tensorflow; with nncf and openvino it also runs NNCF, whose
Python may be another: --only nncf.
"""

import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from PIL import Image

SIZE = 32
TRAIN, TEST, CALIBRATION = 5000, 1000, 200


def varied(digit, draws):
    """One digit on a coloured, noisy ground."""
    side = int(draws.integers(20, 30))
    glyph = Image.fromarray((digit / 16 * 255).astype(np.uint8)).resize((side, side), Image.BICUBIC)
    glyph = glyph.rotate(float(draws.uniform(-15, 15)), Image.BICUBIC)
    mask = Image.new("L", (SIZE, SIZE))
    mask.paste(glyph, tuple(int(draws.integers(0, SIZE - side + 1)) for _ in range(2)))
    alpha = np.asarray(mask, np.float32)[..., None] / 255
    ground, ink = draws.uniform(0, 255, 3), draws.uniform(0, 255, 3)
    while np.abs(ground - ink).sum() < 160:
        ink = draws.uniform(0, 255, 3)
    picture = ground * (1 - alpha) + ink * alpha + draws.normal(0, 24, (SIZE, SIZE, 3))
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def images(folder):
    from sklearn.datasets import load_digits

    digits = load_digits()
    order = np.random.default_rng(1).permutation(len(digits.images))
    originals = {"train": order[: 1440], "val": order[1440:]}
    draws = np.random.default_rng(2)
    for split, count in (("train", TRAIN), ("val", TEST)):
        for number in range(count):
            one = originals[split][number % len(originals[split])]
            path = folder / "data" / split / str(digits.target[one]) / f"{number:05}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            varied(digits.images[one], draws).save(path)
    every = TRAIN // CALIBRATION
    for number, path in enumerate(sorted((folder / "data" / "train").rglob("*.png"))):
        if number % every == 0:
            link = folder / "calibration" / "train" / path.parent.name / path.name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.write_bytes(path.read_bytes())
    for path in sorted((folder / "data" / "val").glob("*")):
        target = folder / "calibration" / "val" / path.name
        target.mkdir(parents=True, exist_ok=True)
        one = min(path.iterdir())
        (target / one.name).write_bytes(one.read_bytes())


def loaded(folder):
    """Images in -1...1, and labels by the order of the names of the classes."""
    paths = sorted(folder.rglob("*.png"))
    classes = sorted({path.parent.name for path in paths})
    pixels = np.stack([np.asarray(Image.open(path)) for path in paths]).astype(np.float32)
    return pixels / np.float32(127.5) - np.float32(1), np.array(
        [classes.index(path.parent.name) for path in paths])


def onnx(path, inputs):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    name = next(one.name for one in session.get_outputs() if "logits" in one.name)
    return session.run([name], {session.get_inputs()[0].name: inputs})[0]


def litert(content, inputs):
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=content)
    interpreter.allocate_tensors()
    given = interpreter.get_input_details()[0]["index"]
    names = [detail for detail in interpreter.get_output_details()]
    rows = []
    for image in inputs:
        interpreter.set_tensor(given, image[None])
        interpreter.invoke()
        rows.append([interpreter.get_tensor(one["index"])[0] for one in names])
    # Probabilities have the order of the logits: either serves for top-1.
    return np.array([row[-1] for row in rows])


def tf_converter(folder, calibration, integers):
    import tensorflow as tf

    model = tf.saved_model.load(str(folder / "bundle" / "1"))

    @tf.function(input_signature=[tf.TensorSpec([1, SIZE, SIZE, 3])])
    def logits(image):
        return model.signatures["serving_default"](image=image)["logits"]

    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [logits.get_concrete_function()], model)
    if integers:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([image[None]] for image in calibration)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    return converter.convert()


def quantize_static(folder, calibration, reduce_range):
    from onnxruntime import quantization

    class Reader(quantization.CalibrationDataReader):
        def __init__(self):
            self.rest = iter(calibration)

        def get_next(self):
            image = next(self.rest, None)
            return None if image is None else {"image": image[None]}

    target = folder / "quantize_static.onnx"
    quantization.quantize_static(
        str(folder / "float.onnx"), str(target), Reader(), per_channel=True,
        reduce_range=reduce_range, quant_format=quantization.QuantFormat.QDQ)
    return target


def nncf_openvino(folder, calibration, inputs):
    import nncf
    import openvino

    model = openvino.Core().read_model(str(folder / "float.onnx"))
    quantized = nncf.quantize(
        model, nncf.Dataset(list(calibration), lambda image: image[None]),
        subset_size=len(calibration))
    compiled = openvino.Core().compile_model(quantized, "CPU")
    answers = compiled({0: inputs})
    return next(value for port, value in answers.items() if "logits" in port.names)


def openvino_run(path, inputs):
    import openvino

    compiled = openvino.Core().compile_model(openvino.Core().read_model(str(path)), "CPU")
    answers = compiled({0: inputs})
    return next(value for port, value in answers.items() if "logits" in port.names)


def judge(folder, only):
    calibration, _ = loaded(folder / "calibration" / "train")
    inputs, labels = loaded(folder / "data" / "val")
    print(f"{len(calibration)} calibration images, {len(labels)} images judged")
    rows = {}
    if only in (None, "litert"):
        rows["our float32, LiteRT"] = lambda: litert((folder / "float.tflite").read_bytes(), inputs)
        rows["TF converter float32, LiteRT"] = lambda: litert(
            tf_converter(folder, calibration, False), inputs)
        for name in ("int8", "int8-mse"):
            file = folder / (name + ".tflite")
            rows[f"our {name}, LiteRT"] = lambda file=file: litert(file.read_bytes(), inputs)
        rows["TF converter int8, LiteRT"] = lambda: litert(
            tf_converter(folder, calibration, True), inputs)
    if only in (None, "onnx"):
        rows["our float32, ONNX Runtime"] = lambda: onnx(folder / "float.onnx", inputs)
        for name in ("int8", "int8-mse"):
            file = folder / (name + ".onnx")
            rows[f"our {name}, ONNX Runtime"] = lambda file=file: onnx(file, inputs)
        rows["quantize_static, ONNX Runtime"] = lambda: onnx(
            quantize_static(folder, calibration, False), inputs)
        rows["quantize_static with reduce_range, ONNX Runtime"] = lambda: onnx(
            quantize_static(folder, calibration, True), inputs)
    if only in (None, "nncf"):
        rows["our float32, OpenVINO"] = lambda: openvino_run(folder / "float.onnx", inputs)
        rows["our int8, OpenVINO"] = lambda: openvino_run(folder / "int8.onnx", inputs)
        rows["NNCF, OpenVINO"] = lambda: nncf_openvino(folder, calibration, inputs)
    for name, predict in rows.items():
        found = predict()
        print(f"| {name} | {100 * (found.argmax(1) == labels).mean():.2f} % |", flush=True)


def main(arguments):
    folder = pathlib.Path(arguments[1])
    if arguments[0] == "images":
        images(folder)
    else:
        judge(folder, arguments[3] if arguments[2:3] == ["--only"] else None)


if __name__ == "__main__":
    main(sys.argv[1:])
