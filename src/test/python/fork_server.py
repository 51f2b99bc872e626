"""Runs scripts, each in a process of its own that has TensorFlow and both Kerases loaded already.

fork_server.py   (dev.nasnet.interop.Python starts it, once for all tests of a run)
A line of stdin is {"script": PATH, "arguments": [...], "output": FILE}; the script's stdout and
stderr go to FILE, and its exit code is the answer, a line of stdout. Ends when stdin does.
Importing takes longer than most judging, and nothing is computed before the fork: TensorFlow's
threads start with the first operation, in the child.
"""

import importlib
import json
import os
import pathlib
import runpy
import sys
import traceback

os.environ["CUDA_VISIBLE_DEVICES"] = ""
PRELOADED = ("numpy", "tensorflow", "keras", "tf_keras")


def preload():
    for name in PRELOADED:
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # the script that needs it says so


def exit_code(stop):
    if stop.code is None or isinstance(stop.code, int):
        return stop.code or 0
    print(stop.code, file=sys.stderr)
    return 1


def child(request):
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = [request["script"], *request["arguments"]]
    sys.path[0] = str(pathlib.Path(request["script"]).parent)
    code = 1
    try:
        runpy.run_path(request["script"], run_name="__main__")
        code = 0
    except SystemExit as stop:
        code = exit_code(stop)
    except BaseException:  # as the interpreter itself does
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main():
    # What TensorFlow logs while it loads must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    preload()
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if process == 0:
            child(request)
        status = os.waitpid(process, 0)[1]
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


if __name__ == "__main__":
    main()
