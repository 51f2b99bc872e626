"""Makes the files of src/test/resources/pretrained: weights of a small NASNet in the layout of Keras's published files.

    python src/test/python/pretrained_files.py FOLDER

Keras's own builder makes the network (1 @ 96, 32 px, 5 classes) and save_weights writes legacy HDF5. The program that wrote
the published files called the first right branch of a reduction cell reduction_1, not reduction_right1 as Keras does today
(titu1994/Keras-NASNet, nasnet.py), and the files here have its names. answers.json has Keras's outputs for an image of which
value i is sin(i): they are computed after Keras itself has loaded the file.
"""

import gzip
import inspect
import json
import os
import re
import sys
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tf_keras
from tf_keras.src.applications import nasnet

SIZE = 32


def network(module, top):
    return module.NASNet(
        input_shape=(SIZE, SIZE, 3),
        penultimate_filters=96,
        num_blocks=1,
        stem_block_filters=8,
        skip_reduction=False,
        filter_multiplier=2,
        include_top=top,
        weights=None,
        classes=5,
        default_size=SIZE,
    )


def randomise(model, seed):
    random = np.random.default_rng(seed)
    for layer in model.layers:
        values = layer.get_weights()
        if isinstance(layer, tf_keras.layers.BatchNormalization):
            shape = values[0].shape
            low_high = [(0.5, 1.5), (-0.5, 0.5), (-0.5, 0.5), (0.5, 1.5)]
            layer.set_weights([random.uniform(a, b, shape).astype(np.float32) for a, b in low_high])
        elif values:
            layer.set_weights([random.normal(0, 0.3, value.shape).astype(np.float32) for value in values])


def published_names():
    """Returns Keras's module with the layer names of the program that wrote the published files."""
    module = types.ModuleType(nasnet.__name__)
    source = inspect.getsource(nasnet).replace("reduction_right1_", "reduction_1_")
    # The classes of the module are exported by name, which must not happen twice.
    source = re.sub(r"@keras_export\([^)]*\)", "", source, flags=re.S)
    exec(compile(source, nasnet.__file__, "exec"), module.__dict__)
    return module


def main(folder):
    os.makedirs(folder, exist_ok=True)
    image = np.sin(np.arange(SIZE * SIZE * 3, dtype=np.float64)).astype(np.float32).reshape(1, SIZE, SIZE, 3)
    answers = {}
    for top, name in ((True, "small.h5"), (False, "small_no_top.h5")):
        file = os.path.join(folder, name)
        written = network(published_names(), top)
        randomise(written, 7)
        written.save_weights(file, save_format="h5")
        read = network(nasnet, top)
        read.load_weights(file)
        answers[name] = read(image).numpy().ravel().astype(float).tolist()
        with open(file, "rb") as plain, gzip.GzipFile(file + ".gz", "wb", mtime=0) as packed:
            packed.write(plain.read())
        os.remove(file)
    with open(os.path.join(folder, "answers.json"), "w") as out:
        json.dump(answers, out)
    index = {str(i): [f"n0000000{i}", name] for i, name in enumerate(["tench", "crane", "sock", "crane", "tiger_shark"])}
    with open(os.path.join(folder, "imagenet_class_index.json"), "w") as out:
        json.dump(index, out)


main(*sys.argv[1:])
