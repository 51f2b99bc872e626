"""Writes models as people make them of Keras's NASNet, with Keras's own predictions, as one archive.

usage: keras_models.py FILE.tar.xz    writes a file for each kind of model, and predictions.npz: `images`, float32
                                      [2, 64, 48, 3] of -1 to 1, and for each file its prediction of them
`refused_*.json` describe models that no NASNet of this project computes. A model that scales its images
itself is given pixels of 0 to 255. src/test/resources/keras/models.tar.xz is kept; -Pnightly makes another one.
"""

import pathlib
import sys
import tarfile
import tempfile

import judging  # noqa: F401  It tells TensorFlow to be quiet.

import keras
import numpy as np
import tf_keras
from keras.src.applications import nasnet as nasnet3
from tf_keras.src.applications import nasnet as nasnet2

SHAPE = (64, 48, 3)
CLASSES = 3
folder = pathlib.Path(tempfile.mkdtemp())
draw = np.random.default_rng(5)
pixels = draw.integers(0, 256, (2, *SHAPE)).astype(np.float32)
images = pixels / np.float32(127.5) - np.float32(1)
predictions = {"images": images}


def base(library, **others):
    """Without a top. Batch norms are not the identity, and features are of the size of 1."""
    application = nasnet3 if library is keras else nasnet2
    model = application.NASNet(**{**dict(
        input_shape=SHAPE, penultimate_filters=96, num_blocks=1, stem_block_filters=8, skip_reduction=True,
        filter_multiplier=2, include_top=False, weights=None, default_size=224), **others})
    random = np.random.default_rng(3)
    for layer in model.layers:
        if isinstance(layer, library.layers.BatchNormalization):
            size = layer.gamma.shape[0]
            layer.set_weights([
                random.uniform(0.5, 1.5, size), random.normal(0, 0.3, size), random.normal(0, 0.3, size),
                random.uniform(0.5, 1.5, size)])
    return model


def save(name, model, scaled=True):
    """Writes a file with what the model predicts; `scaled` where it takes images of -1 to 1."""
    predictions[name] = np.asarray(model(images if scaled else pixels, training=False))
    model.save(folder / name)


def head(library, x, units=CLASSES, activation="softmax", pool="GlobalAveragePooling2D", **others):
    pooled = getattr(library.layers, pool)()(x)
    return library.layers.Dense(units, activation=activation, kernel_initializer="he_normal",
                                bias_initializer=library.initializers.RandomNormal(0, 0.5), **others)(pooled)


def of(library, trunk, **arguments):
    return library.Model(trunk.input, head(library, trunk.output, **arguments))


def around(library, trunk, before, **arguments):
    """The trunk as one layer, behind something that is done to its images."""
    layers = library.layers
    image = library.Input(SHAPE)
    x = layers.Dropout(0.3)(trunk(before(image), training=False))
    return library.Model(image, head(library, x, **arguments))


def followed(trunk):
    layers = keras.layers
    save("sigmoid.keras", of(keras, trunk, activation="sigmoid"))
    save("logits.keras", of(keras, trunk, activation=None))
    save("max_pooling.h5", of(keras, trunk, pool="GlobalMaxPooling2D"))
    save("unit_sigmoid.keras", of(keras, trunk, units=1, activation="sigmoid"))
    save("unit_linear.h5", of(keras, trunk, units=1, activation=None, name="score"))
    save("no_bias.h5", of(keras, trunk, use_bias=False))
    apart = layers.Activation("softmax")(head(keras, trunk.output, activation=None))
    save("apart.h5", keras.Model(trunk.input, apart))
    augmented = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)])
    save("augmented.keras", around(keras, trunk, lambda x: augmented(layers.GaussianNoise(0.1)(x))))
    save("divided.keras", around(keras, trunk, lambda x: x / 127.5 - 1.0), scaled=False)
    save("unit_range.h5", around(keras, trunk, lambda x: layers.Rescaling(1 / 255)(x)), scaled=False)
    sequential = keras.Sequential([
        keras.Input(SHAPE), layers.Rescaling(1 / 127.5, offset=-1), trunk, layers.GlobalAveragePooling2D(),
        layers.Dropout(0.2), layers.Dense(CLASSES, activation="softmax")])
    save("sequential.keras", sequential, scaled=False)
    save("sequential.h5", sequential, scaled=False)


def refused(trunk):
    """Descriptions alone: no weights are read of a model that is refused."""
    layers = keras.layers
    features = layers.GlobalAveragePooling2D()(trunk.output)
    hidden = layers.Dense(8, activation="relu", name="hidden")(features)
    image = keras.Input(SHAPE)
    rgb = of(keras, trunk).to_json()
    (folder / "refused_rgba.json").write_text(rgb.replace("[null, 64, 48, 3]", "[null, 64, 48, 4]"))
    models = {
        "hidden": keras.Model(trunk.input, layers.Dense(CLASSES)(hidden)),
        "flatten": keras.Model(trunk.input, layers.Dense(CLASSES)(layers.Flatten(name="flat")(trunk.output))),
        "tanh": of(keras, trunk, activation="tanh", name="tangens"),
        "resizing": around(keras, trunk, lambda x: layers.Resizing(64, 48, name="larger")(x)),
        "range": around(keras, trunk, lambda x: layers.Rescaling(2.0, offset=-1, name="doubled")(x)),
        "outputs": keras.Model(trunk.input, [features, layers.Dense(CLASSES)(features)]),
        "training": keras.Model(image, head(keras, trunk(image, training=True))),
    }
    for name, model in models.items():
        (folder / f"refused_{name}.json").write_text(model.to_json())


def quantised(trunk):
    """Last of all: it changes the layers of the trunk itself."""
    model = of(keras, trunk)
    model.quantize("int8")
    (folder / "refused_int8.json").write_text(model.to_json())


def halves(trunk):
    """Files of 16-bit weights, judged by the same weights in a model of float32."""
    wide = of(keras, trunk)
    before = wide.get_weights()
    for policy, end in (("float16", "h5"), ("mixed_bfloat16", "keras"), ("bfloat16", "keras"), ("bfloat16", "h5")):
        keras.config.set_dtype_policy(policy)
        narrow = of(keras, base(keras))
        keras.config.set_dtype_policy("float32")
        wide.set_weights([weight.astype(np.float32) for weight in narrow.get_weights()])
        narrow.save(folder / f"{policy}.{end}")
        predictions[f"{policy}.{end}"] = np.asarray(wide(images, training=False))
    wide.set_weights(before)


def exports(trunk):
    """SavedModels of Keras 3, which have no description: their serving functions are read."""
    export("export_sigmoid", around(
        keras, trunk, lambda x: x / 127.5 - 1.0, activation="sigmoid", pool="GlobalMaxPooling2D"))
    export("export_unit", around(keras, trunk, keras.layers.Rescaling(1 / 255), units=1, activation=None))


def export(name, model):
    predictions[name] = np.asarray(model(pixels, training=False))
    model.export(folder / name, verbose=False)


def older():
    """The same of tf_keras."""
    trunk = base(tf_keras)
    layers = tf_keras.layers
    save("tf_sigmoid.h5", of(tf_keras, trunk, activation="sigmoid", pool="GlobalMaxPooling2D"))
    divided = around(tf_keras, trunk, lambda x: x / 127.5 - 1.0, units=1, activation="sigmoid")
    save("tf_divided_saved", divided, scaled=False)
    sequential = tf_keras.Sequential([
        tf_keras.Input(SHAPE), layers.RandomFlip(), layers.Rescaling(1 / 255), trunk,
        layers.GlobalAveragePooling2D(), layers.Dense(CLASSES, activation="softmax")])
    save("tf_sequential.h5", sequential, scaled=False)
    save("tf_sequential.keras", sequential, scaled=False)


def packed(archive):
    """Without times and owners. Weights and descriptions are much alike, so that one stream is far smaller."""
    with tarfile.open(archive, "w:xz", preset=9) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = tarfile.TarInfo(path.relative_to(folder).as_posix())
                member.size = path.stat().st_size
                with path.open("rb") as content:
                    file.addfile(member, content)


def main():
    trunk = base(keras)
    refused(trunk)
    followed(trunk)
    exports(trunk)
    halves(trunk)
    quantised(trunk)
    older()
    np.savez(folder / "predictions.npz", **predictions)
    packed(sys.argv[1])


main()
