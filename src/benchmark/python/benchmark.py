"""Measures NASNet Java and its peers side by side and keeps the figures, one JSON line each.

usage: benchmark.py OUT.jsonl PART...
PART: inference-mobile, inference-large, memory, training, start-up, export, pipeline, limit
"""

import contextlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import training
from turns import (
    QUIET, ROOT, Worker, flags, group, java, onednn_by_itself, python, ratio, with_onednn)

# A Python that has timm, since PyTorch is larger than all the rest.
TORCH = os.environ.get("NASNET_BENCHMARK_TORCH", sys.executable)
NASNET = str(ROOT / "scripts" / "nasnet")
STORAGES = ("constants", "variables")
SIZES = {"mobile": 224, "large": 331}
OWN_NAMES = {"mobile": "Mobile", "large": "Large"}
# Programs that stand in memory beside the first. Large's constants take TensorFlow 5 GB to load.
TOGETHER = {"mobile": 99, "large": 2}
TURNS = {"mobile": {1: (9, 8), 8: (9, 2), 32: (7, 1)}, "large": {1: (7, 2), 8: (5, 1)}}


class Results:
    """Figures are written at once, so that a run cut off keeps what it measured."""

    def __init__(self, path, parts):
        """Keeps earlier figures of other parts."""
        self.path = pathlib.Path(path)
        parts = {*parts, "machine"} | ({"loading"} if "start-up" in parts else set())
        parts |= {"memory-speed"} if "memory" in parts else set()
        kept = self.path.read_text().splitlines() if self.path.exists() else []
        kept = [line for line in kept if json.loads(line)["part"] not in parts]
        self.path.write_text("".join(line + "\n" for line in kept))

    def add(self, part, **figures):
        line = json.dumps({"part": part, **figures})
        print(line, flush=True)
        with open(self.path, "a") as file:
            file.write(line + "\n")


def run(command, log=subprocess.DEVNULL):
    """Runs a program to its end: seconds and peak memory in bytes."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=log, stderr=subprocess.PIPE, env={**os.environ, **QUIET})
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        lines = told.decode(errors="replace").strip().splitlines()
        raise RuntimeError(lines[-1] if lines else f"ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def models(network, folder):
    """Keras's exports, and ours of the same weights."""
    done = folder / "done"
    if done.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run(python("make_models.py", OWN_NAMES[network], folder))
    weights = ["--weights", folder / "model.keras", "--preset", network]
    run([NASNET, "export", *weights, "--out", folder / "plain"])
    serving = ["--optimize", "serving", "--out"]
    run([NASNET, "export", *weights, *serving, folder / "serving"])
    run([NASNET, "export", *weights, *serving, folder / "bfloat16", "--precision", "bfloat16"])
    run([NASNET, "export", *weights, "--format", "frozen", "--out", folder / "frozen.pb"])
    run([sys.executable, "-m", "tf2onnx.convert", "--graphdef", folder / "frozen.pb",
         "--inputs", "image:0", "--outputs", "logits:0,probabilities:0", "--opset", "17",
         "--output", folder / "ours.onnx"])
    run([NASNET, "export", *weights, "--format", "onnx", "--out", folder / "direct.onnx"])
    done.touch()


def dl4j(batch):
    """Deeplearning4j's NASNet, built once; where it cannot be built the command says so."""
    home = ROOT / "target" / "benchmark-dl4j"
    listed = home / "classpath.txt"
    if not listed.exists():
        built = subprocess.run(
            ["mvn", "-B", "-q", "-f", ROOT / "src" / "benchmark" / "dl4j", "compile",
             "dependency:build-classpath", f"-Dmdep.outputFile={listed}"],
            capture_output=True, text=True)
        if built.returncode:
            why = next((line for line in built.stdout.splitlines() if "ERROR" in line), "")
            return [sys.executable, "-c", f"raise SystemExit({'it was not built: ' + why!r})"]
    return ["java", "-cp", f"{home / 'classes'}:{listed.read_text().strip()}", "Peer", str(batch)]


def peers(network, folder, batch):
    """Names and command lines; the first is what all others are compared with.

    Of Large some are left out: loading takes longer than measuring.
    """
    size = SIZES[network]

    def asked(kind, path):
        return python("worker.py", kind, path, batch, size)

    ours = folder / "serving" / "1"
    yield "Keras 3 export, Python", asked("saved-model", folder / "keras")
    small = network == "mobile"
    if small:
        yield "tf_keras export, Python", asked("saved-model", folder / "tf_keras")
    yield "NASNet Java, plain bundle, Python", asked("saved-model", folder / "plain" / "1")
    yield "NASNet Java, optimised bundle, Python", asked("saved-model", ours)
    yield "NASNet Java, bfloat16 bundle, Python", asked("saved-model", folder / "bfloat16" / "1")
    if not onednn_by_itself():
        yield "Keras 3 export, Python, oneDNN on", with_onednn(
            asked("saved-model", folder / "keras"))
        yield "NASNet Java, optimised bundle, Python, oneDNN on", with_onednn(
            asked("saved-model", ours))
    answers = java("benchmark", "--model", ours, "--batch", batch, "--turns")
    yield "NASNet Java, optimised bundle, TF Java", answers
    if small:
        yield "Keras 3 export, Python, one thread per op", asked(
            "saved-model-apart", folder / "keras")
        apart = asked("saved-model-apart", ours)
        yield "NASNet Java, optimised bundle, Python, one thread per op", apart
        if not onednn_by_itself():
            yield ("NASNet Java, optimised bundle, Python, one thread per op, oneDNN on",
                   with_onednn(apart))
    # By itself a small network has one thread per op on two cores.
    cores = os.cpu_count()
    how, threads = ("all threads per op", cores) if small and cores <= 2 else ("one thread per op", 1)
    yield f"NASNet Java, optimised bundle, TF Java, {how}", [
        *answers, "--intra-op-threads", str(threads)]
    if small:
        yield "ONNX Runtime on Keras's export", asked("onnx", folder / "keras.onnx")
    yield "ONNX Runtime on our frozen graph", asked("onnx", folder / "ours.onnx")
    yield "ONNX Runtime on our ONNX file", asked("onnx", folder / "direct.onnx")
    yield "OpenVINO on Keras's export", asked("openvino", folder / "keras")
    yield "OpenVINO on our optimised bundle", asked("openvino", ours)
    yield "OpenVINO in float32 on Keras's export", asked("openvino-float32", folder / "keras")
    yield "OpenVINO in float32 on our optimised bundle", asked("openvino-float32", ours)
    yield "OpenVINO in float32 on our ONNX file", asked(
        "openvino-float32", folder / "direct.onnx")
    if small:
        yield "Deeplearning4j's zoo", dl4j(batch)
    else:
        yield "timm, PyTorch", python(
            "worker.py", "torch", "nasnetalarge", batch, size, interpreter=TORCH)


def inference(network, folder, results):
    models(network, folder)
    for batch, (rounds, calls) in TURNS[network].items():
        base, *others = peers(network, folder, batch)
        together = TOGETHER[network]
        for first in range(0, len(others), together):
            found = side_by_side([base, *others[first:first + together]], rounds, calls)
            # The base is told once.
            for row in found[first > 0:]:
                results.add(f"inference-{network}", batch=batch, **row)


def side_by_side(programs, rounds, calls):
    """A row a program; the first is what the others are compared with."""
    workers, rows = [], []
    try:
        for name, command in programs:
            try:
                workers.append(Worker(name, command))
            except RuntimeError as problem:
                rows.append({"peer": name, "why": str(problem)})
        group(workers, rounds, calls)
    finally:
        peaks = [worker.close() for worker in workers]
    measured = []
    for worker, peak in zip(workers, peaks, strict=True):
        middle, low, high = ratio(worker.seconds, workers[0].seconds)
        measured.append({"peer": worker.name, "seconds": statistics.median(worker.seconds),
                         "ratio": middle, "low": low, "high": high, "peak": peak})
    return measured + rows


def start_up(folder, results):
    """From the command line to the first answer, and loading alone."""
    models("mobile", folder)
    image = folder / "image.jpg"
    training.noise_image(image, 500)
    ours, keras = folder / "serving", folder / "keras"
    commands = {
        "nasnet predict": [NASNET, "predict", "--model", ours, image],
        "Python, Keras 3 export": python("first_answer.py", keras, image),
        "Python, our optimised bundle": python("first_answer.py", ours / "1", image),
        "Python, our ONNX file, ONNX Runtime": python(
            "first_answer_onnx.py", folder / "direct.onnx", image),
        "nasnet summary": [NASNET, "summary", "--preset", "mobile"],
    }
    times = {name: [] for name in commands}
    for _ in range(5):
        for name, command in commands.items():
            times[name].append(run(command)[0])
    for name, seconds in times.items():
        results.add("start-up", peer=name, seconds=statistics.median(seconds),
                    spread=[min(seconds), max(seconds)])
    loads = {"Keras 3 export": keras, "our plain bundle": folder / "plain" / "1",
             "our optimised bundle": ours / "1"}
    for name, path in loads.items():
        told = subprocess.run(python("load_time.py", path), capture_output=True, text=True,
                              env={**os.environ, **QUIET}, check=True).stdout
        results.add("loading", peer=name, seconds=float(told.split()[-1]),
                    pb=(path / "saved_model.pb").stat().st_size)


def export(results):
    """From nothing to a bundle with new weights on disk."""
    for network in SIZES:
        for _ in range(2):
            with tempfile.TemporaryDirectory() as out:
                seconds, peak = run(
                    [NASNET, "export", "--preset", network, "--random", "--out", f"{out}/java"])
                results.add("export", network=network, peer="nasnet", seconds=seconds, peak=peak)
                seconds, peak = run([NASNET, "export", "--preset", network, "--random",
                                     "--format", "onnx", "--out", f"{out}/java.onnx"])
                results.add("export", network=network, peer="nasnet, ONNX", seconds=seconds,
                            peak=peak)
                seconds, peak = run(python("keras_export.py", OWN_NAMES[network], f"{out}/keras"))
                results.add("export", network=network, peer="Keras 3", seconds=seconds, peak=peak)


def limit(results):
    """The rate of one large float32 matrix product: what no convolution of float32 can pass."""
    told = subprocess.run(python("limit.py"), capture_output=True, text=True, check=True,
                          env={**os.environ, **QUIET}).stdout
    adds = {
        network: json.loads(subprocess.run(
            [NASNET, "summary", "--preset", network, "--json"], capture_output=True,
            check=True).stdout)["multiplyAdds"]
        for network in SIZES}
    results.add("limit", flops=float(told.split()[-1]), multiplyAdds=adds)


def memory(folder, results):
    """What each storage of weights costs: memory, loading, the first prediction, speed."""
    for network in SIZES:
        bundles = folder / network
        if not (bundles / "done").exists():
            shutil.rmtree(bundles, ignore_errors=True)
            bundles.mkdir(parents=True)
            command = [NASNET, "export", "--preset", network, "--random", "--out"]
            run([*command, bundles / "plain"])
            for storage in STORAGES:
                run([*command, bundles / storage, "--optimize", "serving", "--weight-storage", storage])
            (bundles / "done").touch()
        for storage in ("plain", *STORAGES):
            bundle = bundles / storage / "1"
            commands = {
                "Python": python("memory.py", bundle), "session": python("memory.py", bundle, "session"),
                "TF Java": java("benchmark", "--model", bundle, "--batch", 1, "--steps", 5, "--warm-up-steps", 1, "--json")}
            for consumer, command in commands.items():
                told = json.loads(subprocess.run(
                    command, capture_output=True, text=True, check=True, env={**os.environ, **QUIET}).stdout)
                results.add("memory", network=network, storage=storage, consumer=consumer, peak=told["peakBytes"],
                            kept=told.get("keptBytes"), load=told["loadSeconds"], first=told["firstSeconds"])
        size = SIZES[network]
        for consumer, timed in (
                ("Python", lambda bundle: python("worker.py", "saved-model", bundle, 1, size)),
                ("TF Java", lambda bundle: java("benchmark", "--model", bundle, "--batch", 1, "--turns"))):
            programs = [(f"{consumer}, {storage}", timed(bundles / storage / "1")) for storage in STORAGES]
            for row in side_by_side(programs, *TURNS[network][1]):
                results.add("memory-speed", network=network, **row)


def machine(results):
    """What all of it ran on."""
    import importlib.metadata as versions
    import platform

    names = ("tensorflow-cpu", "keras", "tf_keras", "onnxruntime", "openvino", "tf2onnx")
    found = {}
    for name in names:
        with contextlib.suppress(versions.PackageNotFoundError):
            found[name] = versions.version(name)
    with contextlib.suppress(subprocess.CalledProcessError):
        told = subprocess.run(
            [TORCH, "-c", "import timm, torch; print(timm.__version__, torch.__version__)"],
            capture_output=True, text=True, check=True).stdout.split()
        found["timm"], found["torch"] = told
    cpu = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line]
    known = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile")
    vectors = [flag for flag in known if flag in flags()]
    java_version = subprocess.run(
        ["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    results.add(
        "machine", cpu=cpu[0], cores=len(cpu), vectors=vectors, java=java_version,
        python=platform.python_version(), versions=found, date=time.strftime("%Y-%m-%d"),
        load=os.getloadavg()[0])


def main():
    path, *parts = sys.argv[1:]
    results = Results(path, parts)
    folder = ROOT / "target" / "benchmark"
    machine(results)
    for part in parts:
        if part.startswith("inference-"):
            network = part.removeprefix("inference-")
            inference(network, folder / network, results)
        elif part == "training":
            training.training(folder, results)
        elif part == "pipeline":
            training.pipeline(folder, results)
        elif part == "start-up":
            start_up(folder / "mobile", results)
        elif part == "export":
            export(results)
        elif part == "limit":
            limit(results)
        elif part == "memory":
            memory(ROOT / "target" / "benchmark-memory", results)
        else:
            sys.exit(f"benchmark: part ({part}) is unknown; see {__doc__}")


if __name__ == "__main__":
    main()
