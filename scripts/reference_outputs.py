"""What the scripts that verify a file with reference outputs share: its images, and the comparison."""

import sys

import numpy as np

USUAL = 2e-5  # as `nasnet verify`


def noise(count, height, width):
    """Bytes [count, height, width, 3]: MurmurHash3's finalizer of 1, 2, 3, ..., its top byte."""
    bits = np.arange(1, count * height * width * 3 + 1, dtype=np.uint32)
    bits = (bits ^ (bits >> 16)) * np.uint32(0x85EBCA6B)
    bits = (bits ^ (bits >> 13)) * np.uint32(0xC2B2AE35)
    return ((bits ^ (bits >> 16)) >> 24).astype(np.uint8).reshape(count, height, width, 3)


def refuse(message, code=2):
    print(f"verify: {message}", file=sys.stderr)
    return code


def compare(path, found, reference, allowed, usual):
    """Prints the largest difference of each output; returns 1 if one exceeds its tolerance, otherwise 0."""
    worst = 0
    for name in sorted(found):
        expected = reference.get(name, np.zeros(0, np.float32))
        values = found[name].ravel().astype(np.float64)
        same = values.shape == expected.shape and np.isfinite(values).all()
        difference = np.abs(values - expected).max() if same else np.inf
        share = difference / (np.abs(expected).max() or 1) if same else np.inf
        print(f"{name}: largest difference {difference:.2e}, {share:.2e} of the largest value")
        limit = allowed.get(name, USUAL if usual is None else usual)
        if not share <= limit:
            worst = refuse(f"model ({path}) differs from its reference by {share:.1e} in {name}, "
                           f"more than {limit:.1e}; export it anew", 1)
    return worst
