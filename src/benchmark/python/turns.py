"""Programs that are timed in turn: one runs, the others are stopped (SIGSTOP).

A worker prints "ready", then answers each line on its stdin (how many calls) with a line of their
seconds. All workers of a group take a turn a round, so that whatever else the machine does falls
on all of them alike.
"""

import os
import pathlib
import platform
import signal
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import java_command  # noqa: E402 (found in scripts)

QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "KERAS_BACKEND": "tensorflow"}


def flags():
    """The processor's, as Linux names them."""
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].split() for line in lines if line.startswith("flags")), [])


def onednn_by_itself():
    """Whether TensorFlow turns oneDNN on for this processor unasked: its util.cc."""
    return bool({"avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile"} & set(flags()))


def with_onednn(command):
    """The command with oneDNN on, as scripts/nasnet has it on x86."""
    return ["env", "TF_ENABLE_ONEDNN_OPTS=1", *command]


def java(*arguments):
    """The command line of nasnet without its launcher, as that sets it: its stdin is free."""
    command = java_command.nasnet(*arguments)
    return with_onednn(command) if platform.machine() in ("x86_64", "AMD64") else command


def python(program, *arguments, interpreter=sys.executable):
    return [interpreter, str(HERE / program), *map(str, arguments)]


def peak_memory(pid):
    """The most resident memory so far, in bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


class Worker:
    """A process that takes turns; stopped between them."""

    def __init__(self, name, command):
        self.name = name
        self.log = open(f"/tmp/nasnet-benchmark-{os.getpid()}-{abs(hash(name))}.log", "w+")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            env={**os.environ, **QUIET})
        self.seconds = []
        self.first = None
        self._answer("ready")
        self.process.send_signal(signal.SIGSTOP)

    def turn(self, calls, average):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.write(f"{calls}\n")
        self.process.stdin.flush()
        times = [float(text) for text in self._answer("").split()]
        self.process.send_signal(signal.SIGSTOP)
        self.seconds.append(average(times))

    def close(self):
        """Ends it; its peak memory in bytes."""
        peak = peak_memory(self.process.pid) if self.process.poll() is None else 0
        self.process.kill()
        self.process.wait()
        self.log.close()
        os.unlink(self.log.name)
        return peak

    def _answer(self, wanted):
        """The next line that is meant; libraries print too."""
        for line in self.process.stdout:
            if line.startswith("first "):
                self.first = float(line.split()[1])
            if wanted and line.strip() == wanted:
                return line
            if not wanted and line[:1].isdigit():
                return line
        self.process.wait()
        self.log.seek(0)
        told = self.log.read().strip().splitlines()
        raise RuntimeError(f"{self.name}: {told[-1] if told else 'ended'}")


def group(workers, rounds, calls, average=statistics.median):
    """Takes turns; the workers' order is turned round each time."""
    for number in range(rounds + 1):
        order = workers if number % 2 else workers[::-1]
        for worker in order:
            worker.turn(calls, average)
    for worker in workers:
        # The first round warms up.
        worker.seconds = worker.seconds[1:]


def ratio(seconds, against):
    """The median of pairs, and their quartiles: how many times as fast as the other."""
    pairs = sorted(other / own for own, other in zip(seconds, against, strict=True))
    quartiles = statistics.quantiles(pairs, n=4, method="inclusive") if len(pairs) > 1 else pairs * 3
    return statistics.median(pairs), quartiles[0], quartiles[2]
