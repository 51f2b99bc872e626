"""Writes Keras's files for Java to read, and judges the files that Java wrote of the same weights.

usage: keras_files.py make DIR    draws weights, writes them as DIR/truth.* (a TensorFlow checkpoint)
                                  and in every form that Keras 3, tf_keras and h5py have
       keras_files.py judge DIR   loads DIR/java.keras, java.h5, java.weights.h5 and java_legacy.h5 in
                                  Keras 3 and tf_keras; DIR/case.npz has Java's answer
DIR/spec.json says what to build: cells, filters, stem, pixels, skip, classes. Exits 1 on a difference.
"""

import json
import pathlib
import shutil
import sys

from judging import check, check_moved, compare, finish

import h5py
import keras
import numpy as np
import tensorflow as tf
import tf_keras
from keras.src.applications import nasnet as nasnet3
from keras.src.legacy.saving import legacy_h5_format
from tf_keras.src.applications import nasnet as nasnet2


def build(library, spec, top=True):
    library.backend.clear_session()
    application = nasnet3 if library is keras else nasnet2
    shape = (spec["pixels"], spec["pixels"], 3)
    return application.NASNet(
        input_shape=shape, penultimate_filters=spec["filters"], num_blocks=spec["cells"],
        stem_block_filters=spec["stem"], skip_reduction=spec["skip"], filter_multiplier=2,
        include_top=top, weights=None, input_tensor=None, pooling=None if top else "avg",
        classes=spec["classes"], default_size=spec["pixels"], classifier_activation="softmax")


def named(model):
    """Every weight by <layer>/<attribute>, whatever the library calls it."""
    return {
        f"{layer.name}/{weight.name.split('/')[-1].split(':')[0]}": weight
        for layer in model.layers for weight in layer.weights}


def draw(model):
    """Values in which nothing saturates, and batch norm's differ from its initial ones."""
    random = np.random.default_rng(7)
    values = {}
    for name, weight in named(model).items():
        if name.endswith("kernel"):
            fan_in = np.prod(weight.shape[:2] if "depthwise" in name else weight.shape[:-1])
            drawn = random.normal(0, np.sqrt(2 / fan_in), weight.shape)
        else:
            centre = 1 if name.endswith(("gamma", "moving_variance")) else 0
            drawn = random.uniform(centre - 0.5, centre + 0.5, weight.shape)
        values[name] = drawn.astype(np.float32)
    return values


def assign(model, values):
    for name, weight in named(model).items():
        weight.assign(values[name])


def same(model, values):
    found = named(model)
    return set(found) == set(values) and all(
        np.array_equal(weight.numpy(), values[name]) for name, weight in found.items())


def make(folder, spec):
    model = build(keras, spec)
    values = draw(model)
    assign(model, values)
    np.savez(folder / "truth.npz", **values)
    tf.raw_ops.SaveV2(
        prefix=str(folder / "truth"), tensor_names=list(values), shape_and_slices=[""] * len(values),
        tensors=list(values.values()))
    model.save(folder / "keras3.keras")
    model.save(folder / "keras3.h5")
    model.save_weights(folder / "keras3.weights.h5")
    with h5py.File(folder / "keras3_legacy.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    model = build(tf_keras, spec)
    assign(model, values)
    model.save(folder / "tf_keras.keras")
    model.save(folder / "tf_keras.h5")
    model.save_weights(folder / "tf_keras.weights.h5")
    legacy = folder / "tf_keras_legacy.h5"
    model.save_weights(legacy)
    nested(folder / "nested.h5", spec, values)
    variants(folder, legacy)


def nested(path, spec, values):
    """What transfer learning leaves: the network without its top as one layer of another model."""
    base = build(tf_keras, spec, top=False)
    for name, weight in named(base).items():
        weight.assign(values[name])
    tf_keras.Sequential([base, tf_keras.layers.Dense(5)]).save_weights(path)


def variants(folder, legacy):
    def names(file, group="/", attribute="layer_names"):
        texts = file[group].attrs[attribute]
        return [text.decode() if isinstance(text, bytes) else text for text in texts]

    def edited(name, edit):
        shutil.copy(legacy, folder / name)
        with h5py.File(folder / name, "r+") as file:
            edit(file)

    def rows(file):
        yield file["/"], "layer_names"
        for layer in names(file):
            yield file[layer], "weight_names"

    def fixed(file):
        for group, attribute in list(rows(file)):
            texts = names(file, group.name, attribute)
            group.attrs[attribute] = np.array([text.encode() for text in texts], "S")

    def split(file):
        for group, attribute in list(rows(file)):
            texts = group.attrs[attribute]
            if len(texts) > 1:
                del group.attrs[attribute]
                for part, some in enumerate(np.array_split(texts, 2)):
                    group.attrs[f"{attribute}{part}"] = some

    def no_top(file):
        file.attrs["layer_names"] = file.attrs["layer_names"][:-1]
        del file["predictions"]

    def renamed(file):
        for i, layer in enumerate(names(file)):
            file.move(layer, f"part{i}")
            group = file[f"part{i}"]
            for k, weight in enumerate(names(file, group.name, "weight_names")):
                group.move(weight, f"w{k}")
            group.attrs["weight_names"] = [f"w{k}".encode() for k in range(len(group.attrs["weight_names"]))]
        file.attrs["layer_names"] = [f"part{i}".encode() for i in range(len(names(file)))]

    edited("fixed.h5", fixed)
    edited("split.h5", split)
    edited("no_top.h5", no_top)
    edited("renamed.h5", renamed)
    with h5py.File(legacy) as old, h5py.File(folder / "gzip.h5", "w") as new:
        pack(old, new)
    with h5py.File(folder / "latest.h5", "w", libver="latest") as file, h5py.File(legacy) as old:
        for key, value in old.attrs.items():
            file.attrs[key] = value
        for key in old:
            old.copy(key, file)


def pack(old, new):
    for key, value in old.attrs.items():
        new.attrs[key] = value
    for key, node in old.items():
        if isinstance(node, h5py.Group):
            pack(node, new.create_group(key))
        else:
            # Chunks that stand out over the edge are the difficult case.
            chunks = tuple(max(1, (n * 2 + 2) // 3) for n in node.shape)
            new.create_dataset(
                key, data=node[()], chunks=chunks, compression="gzip", shuffle=True, fletcher32=True)


def judge(folder):
    with np.load(folder / "truth.npz") as truth:
        values = dict(truth)
    with np.load(folder / "case.npz") as arrays:
        case = dict(arrays)
    for library in (keras, tf_keras):
        models(library, folder, values, case)
    finish("files")


def models(library, folder, values, case):
    name = library.__name__
    for file in ("java.keras", "java.h5"):
        library.backend.clear_session()
        model = library.models.load_model(folder / file)
        bit_for_bit(f"{name} {file}", model, values)
        compare(f"{name} {file}: answers", model(case["image"], training=False), case["answer"])
    for file, how in (
            ("java.weights.h5", {}), ("java_legacy.h5", {}), ("java_legacy.h5", {"by_name": True})):
        for weight in model.weights:
            weight.assign(np.zeros(weight.shape, np.float32))
        model.load_weights(folder / file, **how)
        bit_for_bit(f"{name} {file} {how}", model, values)
    # Eagerly: tracing a graph for one step takes longer than the step.
    model.compile(optimizer="sgd", loss="categorical_crossentropy", run_eagerly=True)
    pixels = np.random.default_rng(5).uniform(-1, 1, (2, *model.input_shape[1:]))
    before = [weight.numpy() for weight in model.weights]
    model.fit(pixels, np.eye(model.output_shape[1])[:2], epochs=1, verbose=0)
    check_moved(f"{name} fit", [weight.numpy() for weight in model.weights], before)


def bit_for_bit(name, model, values):
    equal = same(model, values)
    check(f"{name}: weights equal bit for bit", equal)
    if equal:
        print(f"{name}: weights equal bit for bit")


if __name__ == "__main__":
    directory = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "make":
        make(directory, json.loads((directory / "spec.json").read_text(encoding="utf-8")))
    else:
        judge(directory)
