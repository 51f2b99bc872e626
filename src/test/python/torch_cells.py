"""Computes logits in PyTorch for weights that Java wrote: of a DARTS genotype, or of timm's PNASNet.

usage: torch_cells.py genotype DIR  reads DIR/genotype.txt, DIR/weights.npz, DIR/image.npz
       torch_cells.py timm DIR      reads DIR/weights.npz, DIR/image.npz
Prints JSON: logits, parameters. The genotype's operations are those of cnn/operations.py of DARTS
(arXiv:1806.09055), with PyTorch's symmetric padding; the stem, the adjustment of the previous input
and the head are those of NASNet for CIFAR with N = 1. Needs torch, numpy and, for timm, timm.
"""

import collections
import json
import re
import sys

import numpy as np
import torch
import torch.nn.functional as F

Genotype = collections.namedtuple("Genotype", "normal normal_concat reduce reduce_concat")


class Weights:
    """Java's arrays by name; each must be used exactly once."""

    def __init__(self, path):
        self.arrays = dict(np.load(path))
        self.used = set()

    def __call__(self, name):
        self.used.add(name)
        return torch.from_numpy(self.arrays[name])

    def kernel(self, name, attribute="kernel"):
        """HWIO as OIHW; a depthwise kernel (H, W, C, 1) as (C, 1, H, W)."""
        axes = (2, 3, 0, 1) if attribute == "depthwise_kernel" else (3, 2, 0, 1)
        return self(name + "/" + attribute).permute(*axes).contiguous()

    def norm(self, x, name):
        return F.batch_norm(
            x, self(name + "/moving_mean"), self(name + "/moving_variance"), self(name + "/gamma"),
            self(name + "/beta"), eps=1e-3)

    def check(self):
        assert self.used == set(self.arrays), sorted(set(self.arrays) - self.used)

    def parameters(self):
        return sum(array.size for array in self.arrays.values())


class Branch:
    """One edge of a cell: DARTS's operation by its name."""

    def __init__(self, weights, name, stride):
        self.w, self.name, self.stride = weights, name, stride

    def separable(self, x, number, size, stride, dilation):
        layer = "separable_conv_%d_" % number + self.name
        kernel = self.w.kernel(layer, "depthwise_kernel")
        padding = dilation * (size - 1) // 2
        x = F.conv2d(
            F.relu(x), kernel, stride=stride, padding=padding, dilation=dilation,
            groups=x.shape[1])
        x = F.conv2d(x, self.w.kernel(layer, "pointwise_kernel"))
        return self.w.norm(x, "separable_conv_%d_bn_" % number + self.name)

    def __call__(self, operation, x):
        size = int(operation[-1])
        if operation.startswith("sep_conv"):
            return self.separable(self.separable(x, 1, size, self.stride, 1), 2, size, 1, 1)
        if operation.startswith("dil_conv"):
            return self.separable(x, 1, size, self.stride, 2)
        if operation == "max_pool_3x3":
            return F.max_pool2d(x, 3, self.stride, 1)
        if operation == "avg_pool_3x3":
            return F.avg_pool2d(x, 3, self.stride, 1, count_include_pad=False)
        if operation == "conv_7x1_1x7":
            row = self.w.kernel("conv_1_" + self.name)
            column = self.w.kernel("conv_2_" + self.name)
            x = F.conv2d(F.relu(x), row, stride=(1, self.stride), padding=(0, 3))
            x = F.conv2d(x, column, stride=(self.stride, 1), padding=(3, 0))
            return self.w.norm(x, "conv_2_bn_" + self.name)
        raise ValueError(operation)


class Cells:
    def __init__(self, weights, genotype):
        self.w, self.genotype = weights, genotype

    def point(self, x, convolution, norm):
        return self.w.norm(F.conv2d(F.relu(x), self.w.kernel(convolution)), norm)

    def halved(self, x, block):
        x = F.relu(x)
        one = F.conv2d(x[:, :, ::2, ::2], self.w.kernel("adjust_conv_1_" + block))
        moved = F.pad(x, (0, 1, 0, 1))[:, :, 1:, 1:]
        two = F.conv2d(moved[:, :, ::2, ::2], self.w.kernel("adjust_conv_2_" + block))
        return self.w.norm(torch.cat([one, two], 1), "adjust_bn_" + block)

    def cell(self, previous, current, block, reduces):
        kind = "reduction" if reduces else "normal"
        s1 = self.point(current, "%s_conv_1_%s" % (kind, block), "%s_bn_1_%s" % (kind, block))
        if previous is None:
            s0 = current
        elif previous.shape[2] != current.shape[2]:
            s0 = self.halved(previous, block)
        elif previous.shape[1] != s1.shape[1]:
            s0 = self.point(previous, "adjust_conv_projection_" + block, "adjust_bn_" + block)
        else:
            s0 = previous
        states = [s0, s1]
        edges = self.genotype.reduce if reduces else self.genotype.normal
        concat = self.genotype.reduce_concat if reduces else self.genotype.normal_concat
        for node in range(len(edges) // 2):
            total = 0
            for side, (operation, index) in zip(("left", "right"), edges[2 * node:2 * node + 2]):
                stride = 2 if reduces and index < 2 else 1
                if operation == "skip_connect":
                    assert stride == 1 and states[index].shape[1] == s1.shape[1]
                    total = total + states[index]
                    continue
                name = "%s_%s%d_%s" % (kind, side, node + 1, block)
                total = total + Branch(self.w, name, stride)(operation, states[index])
            states.append(total)
        return torch.cat([states[index] for index in concat], 1)


def genotype(folder, weights, image):
    with open(folder + "/genotype.txt", encoding="utf-8") as file:
        text = re.sub(r"^\s*\w+\s*=\s*", "", file.read())
    cells = Cells(weights, eval(text, {"Genotype": Genotype, "range": range}))
    x = F.conv2d(image, weights.kernel("stem_conv1"), padding=1)
    current, previous = weights.norm(x, "stem_bn1"), None
    for block, reduces in (
            ("0", False), ("reduce_1", True), ("2", False), ("reduce_2", True), ("3", False)):
        current, previous = cells.cell(previous, current, block, reduces), current
    features = F.relu(current).mean((2, 3))
    return features @ weights("predictions/kernel") + weights("predictions/bias")


def timm_names():
    """The name in Java's network of each module of timm's pnasnet5large."""
    names = {"conv_0.conv": "stem_conv1", "conv_0.bn": "stem_bn1", "last_linear": "predictions"}
    for cell, kind, block in [("cell_stem_0", "reduction", "stem_1"),
                              ("cell_stem_1", "reduction", "stem_2")] + [
                                  ("cell_%d" % i, "normal", str(i)) for i in range(12)]:
        squeeze = {"conv": "%s_conv_1_%s", "bn": "%s_bn_1_%s"}
        for part, form in squeeze.items():
            names["%s.conv_1x1.%s" % (cell, part)] = form % (kind, block)
        names[cell + ".conv_prev_1x1.conv"] = "adjust_conv_projection_" + block
        names[cell + ".conv_prev_1x1.bn"] = "adjust_bn_" + block
        names[cell + ".conv_prev_1x1.path_1.conv"] = "adjust_conv_1_" + block
        names[cell + ".conv_prev_1x1.path_2.conv"] = "adjust_conv_2_" + block
        names[cell + ".conv_prev_1x1.final_path_bn"] = "adjust_bn_" + block
        for number in range(5):
            for side in ("left", "right"):
                theirs = "%s.comb_iter_%d_%s." % (cell, number, side)
                ours = "%s_%s%d_%s" % (kind, side, number + 1, block)
                names[theirs + "conv"] = "projection_conv_" + ours
                names[theirs + "bn"] = "projection_bn_" + ours
                for half in (1, 2):
                    names["%sseparable_%d" % (theirs, half)] = "separable_conv_%d_%s" % (half, ours)
                    names["%sbn_sep_%d" % (theirs, half)] = "separable_conv_%d_bn_%s" % (half, ours)
    return names


def timm_array(weights, names, key):
    module, attribute = key.rsplit(".", 1)
    if attribute in ("running_mean", "running_var") or "bn" in module.rsplit(".", 1)[-1]:
        ours = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean",
                "running_var": "moving_variance"}[attribute]
        return weights(names[module] + "/" + ours)
    if module == "last_linear":
        array = weights("predictions/" + ("kernel" if attribute == "weight" else "bias"))
        return array.T if attribute == "weight" else array
    for part in ("depthwise", "pointwise"):
        if module.endswith("." + part + "_conv2d"):
            return weights.kernel(names[module.rsplit(".", 1)[0]], part + "_kernel")
    return weights.kernel(names[module])


def timm(folder, weights, image):
    import timm as library

    model = library.create_model("pnasnet5large", pretrained=False).eval()
    names = timm_names()
    state = {key: value if key.endswith("num_batches_tracked") else timm_array(weights, names, key)
             for key, value in model.state_dict().items()}
    model.load_state_dict(state)
    return model(image)


if __name__ == "__main__":
    torch.set_num_threads(2)
    folder = sys.argv[2]
    weights = Weights(folder + "/weights.npz")
    image = torch.from_numpy(np.load(folder + "/image.npz")["image"]).permute(0, 3, 1, 2)
    with torch.no_grad():
        logits = {"genotype": genotype, "timm": timm}[sys.argv[1]](folder, weights, image)
    weights.check()
    print(json.dumps({"logits": logits.tolist(), "parameters": weights.parameters()}))
