"""Makes the files of src/test/resources/timm: weights of small networks as timm saves them, and timm's outputs.

    python src/test/python/timm_answers.py FOLDER [small|large|small-pnasnet|large-pnasnet]

It needs timm, torch and safetensors (requirements-timm.txt). The small network is timm's own class of nasnetalarge with 96
features at the end, 8 stem filters and 5 classes; the large one is nasnetalarge itself, which is for a check by hand. timm's
class of pnasnet5large has one width, so the small one is that network with the first channels of each layer: 1 of 54, which
is 80 features at the end, 8 stem filters and 5 classes.
answers.json, pnasnet.json and so on have the logits for an image [H, W, 3] of which value i is sin(i).
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

ANSWERS = {
    "small": "answers.json",
    "large": "large.json",
    "small-pnasnet": "pnasnet.json",
    "large-pnasnet": "large-pnasnet.json",
}


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


def narrow(channels):
    """The stem's 96 channels become 8, all others are multiples of 54; colours and classes stay."""
    return 8 if channels == 96 else channels // 54 if channels >= 54 else channels


def narrowed(model):
    """Keeps the first channels of each layer; how the layers are connected stays timm's."""

    def first(parameter, *sizes):
        return torch.nn.Parameter(parameter.data[tuple(slice(size) for size in sizes)].clone())

    for module in model.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.out_channels, module.in_channels = narrow(module.out_channels), narrow(module.in_channels)
            module.groups = module.in_channels if module.groups > 1 else 1
            module.weight = first(module.weight, module.out_channels, module.in_channels // module.groups)
            # Drawn for the wide network, the kernels would be so small that only biases count.
            torch.nn.init.kaiming_normal_(module.weight)
        elif isinstance(module, torch.nn.BatchNorm2d):
            module.num_features = narrow(module.num_features)
            module.weight, module.bias = first(module.weight, module.num_features), first(module.bias, module.num_features)
            module.running_mean = module.running_mean[: module.num_features].clone()
            module.running_var = module.running_var[: module.num_features].clone()
        elif isinstance(module, torch.nn.Linear):
            module.in_features = narrow(module.in_features)
            module.weight = first(module.weight, module.out_features, module.in_features)
    return model


def network(kind):
    if kind == "large":
        return timm.create_model("nasnetalarge")
    if kind == "large-pnasnet":
        return timm.create_model("pnasnet5large")
    if kind == "small-pnasnet":
        return narrowed(timm.create_model("pnasnet5large", num_classes=5))
    return NASNetALarge(num_classes=5, stem_size=8, num_features=96)


def main(folder, kind="small"):
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(5)
    large = kind.startswith("large")
    size = 331 if large else 48
    model = network(kind)
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
    with open(os.path.join(folder, ANSWERS[kind]), "w") as out:
        json.dump(answers, out)


main(*sys.argv[1:])
