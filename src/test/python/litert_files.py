"""Verifies LiteRT files by scripts/verify_litert.py, and sees it refuse changed ones.

litert_files.py FILE.tflite...
Of each file, a changed weight, a changed reference and missing metadata must be refused.
"""

import importlib.util
import io
import pathlib
import sys
import tempfile
from contextlib import redirect_stderr

from judging import check, finish

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "verify_litert.py"


def script():
    spec = importlib.util.spec_from_file_location("scripts_verify_litert", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def refused(verify, folder, content, code, reason):
    file = pathlib.Path(folder) / "changed.tflite"
    file.write_bytes(content)
    said = io.StringIO()
    with redirect_stderr(said):
        found = verify.main([str(file)])
    check(f"{reason}: {found} {said.getvalue()}", found == code and reason in said.getvalue())


def changed_weight(verify, content):
    """The last byte of the largest constant, with another sign."""
    model = verify.schema.Model.GetRootAsModel(content, 0)
    largest = max((model.Buffers(i) for i in range(model.BuffersLength())), key=lambda one: one.DataLength())
    data = largest.DataAsNumpy().tobytes()
    at = content.index(data) + len(data) - 1
    return content[:at] + bytes([content[at] ^ 0x80]) + content[at + 1:]


def changed_reference(content):
    """Another number is the first of the logits: 0.4."""
    at = content.index(b'"logits":"') + len(b'"logits":"')
    return content[:at] + b"zczMPg" + content[at + 6:]


def main(arguments):
    verify = script()
    with tempfile.TemporaryDirectory() as folder:
        for path in arguments:
            print(path)
            check(path, verify.main([path]) == 0)
            content = pathlib.Path(path).read_bytes()
            refused(verify, folder, changed_weight(verify, content), 1, "its weights are not those")
            refused(verify, folder, content.replace(b"nasnet_reference", b"nasnet_Reference"), 2,
                    "must have the metadata nasnet_reference")
            refused(verify, folder, b"no LiteRT file", 2, "is damaged or none")
            if b'"logits":"' in content:
                refused(verify, folder, changed_reference(content), 1, "differs from its reference")
    finish("LiteRT files")


if __name__ == "__main__":
    main(sys.argv[1:])
