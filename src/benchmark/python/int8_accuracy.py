"""Compares the accuracy of integers: of nasnet's int8 files, and of three public toolchains.

Exports a trained run as float32 and int8 files (ONNX and LiteRT, each calibration) and as a bundle,
quantizes the float32 exports by TensorFlow's converter, ONNX Runtime's quantize_static and NNCF,
with the same calibration images in the same order, and runs all files on the judged images in
LiteRT, ONNX Runtime and OpenVINO. Prints two tables: each int8 file against float32 in the same
runtime, and each of nasnet's files against each public one, with McNemar's exact test.

--train and --judged are folders with one folder of images for each class, of the network's size;
neither may share an image with the other. Exports and logits are kept in --work, so that a second
call computes only what is missing: packages that this Python lacks are named, and their rows can be
added by another Python. Needs Pillow and numpy, and for the rows tensorflow and ai-edge-litert,
onnxruntime, and openvino and nncf.
"""

import argparse
import math
import os
import pathlib
import shlex
import shutil
import subprocess

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from PIL import Image

CALIBRATIONS = ("minmax", "percentile", "mse")
BATCH = 100
OURS = "nasnet, "


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, help="the run's folder, as nasnet train wrote it")
    parser.add_argument("--train", required=True, type=pathlib.Path,
                        help="training images, from which those for the calibration are chosen")
    parser.add_argument("--judged", required=True, type=pathlib.Path,
                        help="images that the training did not see")
    parser.add_argument("--work", required=True, type=pathlib.Path,
                        help="a folder for exports, logits and tables")
    parser.add_argument("--calibration-images", type=int, default=200, help="default: 200")
    parser.add_argument("--nasnet", default="scripts/nasnet", type=shlex.split,
                        help="the command line (default: scripts/nasnet)")
    parser.add_argument("--only", nargs="+", choices=RUNTIMES, default=list(RUNTIMES),
                        help="the runtimes whose missing rows are computed (default: all)")
    return parser.parse_args()


def files(folder):
    """Image files by class, in the order of the names of classes and files."""
    return sorted(file for file in folder.glob("*/*") if file.is_file())


def pixels(paths):
    """Images [N, H, W, 3] in -1...1."""
    images = np.stack([np.asarray(Image.open(path).convert("RGB")) for path in paths])
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


def calibration(train, count, work):
    """Images spread evenly over the training images, as a folder that nasnet reads."""
    every = files(train)
    if not 0 < count <= len(every):
        raise SystemExit(f"--train ({train}) has {len(every)} images in folders of classes, and "
                         f"{count} are to be chosen; give another folder or --calibration-images")
    chosen = [every[i * len(every) // count] for i in range(count)]
    target = work / "calibration"
    if not target.exists():
        for path in chosen:
            copy(path, target / "train" / path.parent.name)
        # A folder of images needs held-out ones, too, which the calibration does not read.
        for folder in sorted(train.iterdir()):
            copy(min(folder.iterdir()), target / "val" / folder.name)
    return target, pixels(files(target / "train"))


def copy(path, folder):
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder / path.name)


def export(nasnet, run, folder, work):
    """Writes the exports that are missing; their reports are kept beside them."""
    wanted = {"bundle": [], "float.onnx": ["--format", "onnx"], "float.tflite": ["--format", "litert"]}
    for method in CALIBRATIONS:
        integers = ["--precision", "int8", "--calibrate", f"folder:{folder}", "--calibration", method]
        wanted[f"{method}.onnx"] = ["--format", "onnx", *integers]
        wanted[f"{method}.tflite"] = ["--format", "litert", *integers]
    for name, arguments in wanted.items():
        if not (work / name).exists():
            done = subprocess.run(
                [*nasnet, "export", "--run", run, *arguments, "--out", work / name],
                check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            (work / f"{name}.log").write_text(done.stdout, encoding="utf-8")


def batches(images, predict):
    return np.concatenate(
        [predict(images[i:i + BATCH]) for i in range(0, len(images), BATCH)])


class LiteRt:
    """Files of nasnet and of TensorFlow's converter, in LiteRT's interpreter."""

    def __init__(self, work, calibration_images):
        self.work, self.calibration = work, calibration_images

    def rows(self):
        rows = {"float32": lambda images: self.ours("float", images),
                "float32 by TensorFlow's converter": lambda images: self.theirs(False, images)}
        for method in CALIBRATIONS:
            rows[OURS + method] = lambda images, method=method: self.ours(method, images)
        rows["TensorFlow's converter"] = lambda images: self.theirs(True, images)
        return rows

    def ours(self, name, images):
        from ai_edge_litert.interpreter import Interpreter

        interpreter = Interpreter(model_path=str(self.work / f"{name}.tflite"))
        runner = interpreter.get_signature_runner("serving_default")
        return batches(images, lambda batch: runner(image=batch)["logits"])

    def theirs(self, integers, images):
        from ai_edge_litert.interpreter import Interpreter

        path = self.work / ("theirs-int8.tflite" if integers else "theirs-float.tflite")
        path.write_bytes(self.converted(integers, images.shape[1:]))
        interpreter = Interpreter(model_path=str(path))
        interpreter.allocate_tensors()
        given = interpreter.get_input_details()[0]["index"]
        found = interpreter.get_output_details()[0]["index"]
        rows = []
        for image in images:
            interpreter.set_tensor(given, image[None])
            interpreter.invoke()
            rows.append(interpreter.get_tensor(found)[0])
        return np.array(rows)

    def converted(self, integers, shape):
        import tensorflow as tf

        model = tf.saved_model.load(str(self.work / "bundle" / "1"))

        @tf.function(input_signature=[tf.TensorSpec([1, *shape])])
        def logits(image):
            return model.signatures["serving_default"](image=image)["logits"]

        converter = tf.lite.TFLiteConverter.from_concrete_functions(
            [logits.get_concrete_function()], model)
        if integers:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: (
                [image[None]] for image in self.calibration)
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        return converter.convert()


class OnnxRuntime:
    """Files of nasnet and of quantize_static, in ONNX Runtime."""

    def __init__(self, work, calibration_images):
        self.work, self.calibration = work, calibration_images

    def rows(self):
        rows = {"float32": lambda images: self.run("float.onnx", images)}
        for method in CALIBRATIONS:
            rows[OURS + method] = lambda images, method=method: self.run(f"{method}.onnx", images)
        rows["quantize_static"] = lambda images: self.theirs(images)
        rows["quantize_static, reduce_range"] = lambda images: self.theirs(images, reduce_range=True)
        rows["quantize_static, one scale per tensor"] = (
            lambda images: self.theirs(images, per_channel=False))
        return rows

    def run(self, name, images):
        import onnxruntime

        session = onnxruntime.InferenceSession(
            str(self.work / name), providers=["CPUExecutionProvider"])
        return batches(images, lambda batch: session.run(["logits"], {"image": batch})[0])

    def theirs(self, images, per_channel=True, reduce_range=False):
        from onnxruntime import quantization

        calibration_images = self.calibration

        class Reader(quantization.CalibrationDataReader):
            def __init__(self):
                self.rest = iter(calibration_images)

            def get_next(self):
                image = next(self.rest, None)
                return None if image is None else {"image": image[None]}

        name = f"theirs-{per_channel:d}{reduce_range:d}.onnx"
        quantization.quantize_static(
            str(self.work / "float.onnx"), str(self.work / name), Reader(),
            per_channel=per_channel, reduce_range=reduce_range,
            quant_format=quantization.QuantFormat.QDQ)
        return self.run(name, images)


class OpenVino:
    """Files of nasnet and of NNCF, in OpenVINO."""

    def __init__(self, work, calibration_images):
        self.work, self.calibration = work, calibration_images

    def rows(self):
        rows = {"float32": lambda images: self.run(self.read("float"), images)}
        for method in CALIBRATIONS:
            rows[OURS + method] = lambda images, method=method: self.run(self.read(method), images)
        rows["NNCF"] = lambda images: self.theirs(images, "PERFORMANCE")
        rows["NNCF, mixed preset"] = lambda images: self.theirs(images, "MIXED")
        return rows

    def read(self, name):
        import openvino

        return openvino.Core().read_model(str(self.work / f"{name}.onnx"))

    def run(self, model, images):
        import openvino

        # What stays in floating-point numbers is float32; some processors would take bfloat16.
        compiled = openvino.Core().compile_model(
            model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        port = next(port for port in compiled.outputs if "logits" in port.names)
        return batches(images, lambda batch: compiled({0: batch})[port])

    def theirs(self, images, preset):
        import nncf

        quantized = nncf.quantize(
            self.read("float"), nncf.Dataset(list(self.calibration), lambda image: image[None]),
            preset=nncf.QuantizationPreset[preset], subset_size=len(self.calibration))
        return self.run(quantized, images)


RUNTIMES = {"litert": ("LiteRT", LiteRt), "onnx": ("ONNX Runtime", OnnxRuntime),
            "openvino": ("OpenVINO", OpenVino)}


def predict(only, work, calibration_images, images):
    """Logits by runtime and row; computes those that are missing, if their packages are there."""
    found = {}
    for key, (title, runtime) in RUNTIMES.items():
        for row, compute in runtime(work, calibration_images).rows().items():
            file = work / "logits" / f"{key}, {row}.npy"
            if not file.exists() and key in only:
                try:
                    logits = compute(images)
                except ImportError as missing:
                    print(f"{title}, {row}: skipped, {missing}", flush=True)
                    continue
                file.parent.mkdir(exist_ok=True)
                np.save(file, logits)
            if file.exists():
                found[title, row] = np.load(file)
    return found


def against_float(found, labels):
    """A row for each file: top-1, points lost, images that changed, and the logits' deviation."""
    lines = ["| runtime | file | top-1 | lost, points | images lost and gained | logits moved by |",
             "| --- | --- | --- | --- | --- | --- |"]
    for (title, row), logits in found.items():
        floats = found.get((title, "float32"))
        right = logits.argmax(1) == labels
        cells = [title, row, f"{100 * right.mean():.2f} %", "", "", ""]
        if row != "float32" and floats is not None:
            before = floats.argmax(1) == labels
            moved = np.linalg.norm(logits - floats) / np.linalg.norm(floats)
            cells[3:] = [f"{100 * (before.mean() - right.mean()):.2f}",
                         f"{(before & ~right).sum()}, {(~before & right).sum()}", f"{moved:.1e}"]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def mcnemar(one, other):
    """The probability of a difference as large, where both are equally good (exact, two-sided)."""
    lower, total = min(one, other), one + other
    tail = sum(math.comb(total, k) for k in range(lower + 1)) / 2 ** total
    return min(1.0, 2 * tail)


def against_theirs(found, labels):
    """Each of nasnet's int8 files against each public one in the same runtime."""
    lines = ["| runtime | nasnet's | public | right in nasnet's alone | right in the public one alone"
             " | p (McNemar) |", "| --- | --- | --- | --- | --- | --- |"]
    for (title, ours), logits in found.items():
        for (other, theirs), public in found.items():
            if title == other and ours.startswith(OURS) and not theirs.startswith((OURS, "float32")):
                right, public_right = logits.argmax(1) == labels, public.argmax(1) == labels
                one, two = (right & ~public_right).sum(), (~right & public_right).sum()
                lines.append(f"| {title} | {ours.removeprefix(OURS)} | {theirs} | {one} | {two} |"
                             f" {mcnemar(int(one), int(two)):.2f} |")
    return lines


def main():
    given = options()
    judged = files(given.judged)
    if not judged:
        raise SystemExit(
            f"--judged ({given.judged}) has no images in folders of classes; give another folder")
    given.work.mkdir(parents=True, exist_ok=True)
    folder, calibration_images = calibration(given.train, given.calibration_images, given.work)
    export(given.nasnet, given.run, folder, given.work)
    classes = sorted({path.parent.name for path in judged})
    labels = np.array([classes.index(path.parent.name) for path in judged])
    found = predict(given.only, given.work, calibration_images, pixels(judged))
    print(f"{len(calibration_images)} calibration images, {len(judged)} judged images")
    print("\n".join([*against_float(found, labels), "", *against_theirs(found, labels)]))


if __name__ == "__main__":
    main()
