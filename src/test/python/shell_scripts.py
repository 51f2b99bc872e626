"""Asks shellcheck about every shell script. usage: shell_scripts.py ROOT"""

import os
import pathlib
import shutil
import subprocess
import sys


def main(root):
    scripts = [file for file in sorted(pathlib.Path(root, "scripts").iterdir()) if file.is_file()
               and file.read_bytes().split(b"\n")[0] in (b"#!/bin/sh", b"#!/usr/bin/env bash")]
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
    checker = shutil.which("shellcheck", path=path)
    if checker is None:
        sys.exit("shellcheck is missing; run scripts/python-env")
    # With the files that they source, which they name from the project's folder.
    scripts = [script.resolve() for script in scripts]
    done = subprocess.run([checker, "-x", *scripts], cwd=root, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    print(f"{len(scripts)} scripts are clean")


if __name__ == "__main__":
    main(sys.argv[1])
