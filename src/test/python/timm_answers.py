"""Makes the files of src/test/resources/timm: weights of a small NASNet as timm saves them, and timm's outputs.

    python src/test/python/timm_answers.py FOLDER [large]

It needs timm, torch and safetensors (requirements-timm.txt). The network is timm's own class of nasnetalarge with 96 features
at the end, 8 stem filters and 5 classes; with the word large it is nasnetalarge itself, which is for a check by hand.
answers.json has the logits for an image [H, W, 3] of which value i is sin(i).
"""

import gzip
import json
import os
import sys

import numpy as np
import timm
import torch
from safetensors.torch import save_file
from timm.models.nasnet import NASNetALarge


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)

    def uniform(tensor, low, high):
        tensor.copy_(torch.rand(tensor.shape, generator=generator) * (high - low) + low)

    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                uniform(module.weight, 0.5, 1.5)
                uniform(module.bias, -0.5, 0.5)
                uniform(module.running_mean, -0.5, 0.5)
                uniform(module.running_var, 0.5, 1.5)
            elif isinstance(module, torch.nn.Linear):
                uniform(module.bias, -0.5, 0.5)


def main(folder, kind="small"):
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(5)
    large = kind == "large"
    size = 331 if large else 48
    model = timm.create_model("nasnetalarge") if large else NASNetALarge(num_classes=5, stem_size=8, num_features=96)
    randomise(model, 6)
    model.eval()
    image = np.sin(np.arange(size * size * 3, dtype=np.float64)).astype(np.float32).reshape(1, size, size, 3)
    with torch.no_grad():
        logits = model(torch.from_numpy(image).permute(0, 3, 1, 2).contiguous())
    file = os.path.join(folder, kind + ".safetensors")
    save_file(model.state_dict(), file)
    if not large:
        with open(file, "rb") as plain, gzip.GzipFile(file + ".gz", "wb", mtime=0) as packed:
            packed.write(plain.read())
        os.remove(file)
    answers = {"timm": timm.__version__, "torch": torch.__version__, "logits": logits.numpy().ravel().astype(float).tolist()}
    with open(os.path.join(folder, "answers.json" if not large else "large.json"), "w") as out:
        json.dump(answers, out)


main(*sys.argv[1:])
