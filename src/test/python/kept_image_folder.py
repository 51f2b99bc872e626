"""Writes the kept answers of ImageFolderTest: the files that torchvision's ImageFolder lists (0.29.2).

usage: kept_image_folder.py OUT      with torchvision installed

OUT receives a line for each file of a folder with odd names: the label and the path, in ImageFolder's order; then the files
that it does not list, with the label -.
"""

import pathlib
import sys
import tempfile

import PIL.Image
from torchvision.datasets import ImageFolder

NAMES = [
    "10/a.png", "2/a.png", "2/B.PNG", "2/b.png", "2/10.png", "2/9.png", "Zebra/x.JPEG", "apple/x.jpg", "apple/x.y.jpg",
    "apple/x/1.png", "apple/x-1/2.png", "apple/x/deep/er/3.bmp", "apple/X/4.png", "apple/notes.txt", "apple/x.png.txt",
    "apple/no suffix", "a b/c d.png", "a b/c  d.png", "\u00fcber/\u00e9.png", "\u00fcber/z.png", "\u4e2d\u6587/\u732b.png",
    "emoji \U0001f40b/\U0001f40b.png", "emoji \U0001f40b/\uff21.png", "it's/100%.png", "it's/#1?.png", "it's/[x].png", "it's/x*.png",
    "beside.png",
]  # fmt: skip


def main(out):
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            file = pathlib.Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            PIL.Image.new("RGB", (2, 2)).save(file, "PNG")
        data = ImageFolder(folder)
        listed = [(str(pathlib.Path(file).relative_to(folder)), data.classes[label]) for file, label in data.samples]
    lines = [f"{label}\t{file}" for file, label in listed]
    lines += [f"-\t{name}" for name in NAMES if name not in dict(listed)]
    pathlib.Path(out).write_text("\n".join(lines) + "\n", encoding="utf-8")


main(*sys.argv[1:])
