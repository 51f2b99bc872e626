"""The command line of `nasnet` without its launcher, for programs that signal Java or write to its stdin."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def nasnet(*arguments):
    """Java with the options and classes of scripts/nasnet, which must have built them."""
    libraries = (ROOT / "target/classpath.txt").read_text().strip()
    return ["java", f"@{ROOT}/scripts/java.options", "-cp", f"{ROOT}/target/classes:{libraries}",
            "dev.nasnet.cli.NasNet", *map(str, arguments)]
