"""Lets TF-slim's own NASNet or PNASNet answer for weights that Java wrote, or make weights for Java.

usage: slim_judge.py SLIM answer DIR     restores DIR/slim by slim's Saver, reads DIR/image, prints JSON
       slim_judge.py SLIM make DIR       draws weights, writes DIR/slim (with averages), prints JSON
       slim_judge.py SLIM variables DIR  prints the names and shapes of all variables
SLIM is the user's own checkout: the folder that holds nets/nasnet/nasnet.py (tensorflow/models,
research/slim, written for tf_slim). DIR/spec.json: family, stem, cells, filters, stemFilters,
classes, height, width, skip. Needs tensorflow, tf_keras and tf_slim.
JSON: answer = inference logits; trained, auxiliary = logits by the batch's statistics, no dropout,
no drop path; otherWiring = inference logits with the other skip_reduction_layer_input.
"""

import importlib
import json
import os
import sys
import types

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow.compat.v1 as tf
import tf_keras.src.legacy_tf_layers.base

# TensorFlow looks for the layers that tf_slim stands on where tf_keras kept them before.
sys.modules["tf_keras.legacy_tf_layers"] = tf_keras.src.legacy_tf_layers
sys.modules["tf_keras.legacy_tf_layers.base"] = tf_keras.src.legacy_tf_layers.base
import tf_slim as slim

tf.disable_v2_behavior()
tf.disable_eager_execution()


class HParams(types.SimpleNamespace):
    """What tf.contrib.training.HParams was, as far as slim's NASNet asks."""

    def set_hparam(self, name, value):
        setattr(self, name, value)


def nasnet_of(folder, family):
    sys.path.insert(0, folder)
    slim.training.HParams = HParams
    return importlib.import_module("nets.nasnet." + family)


def filters(spec):
    """The filters of a cell of the first stage, by the states of the last cell's output."""
    return spec["filters"] // (20 if spec.get("family") == "pnasnet" else 24)


def hparams(spec, skip):
    """As slim's own configs, with the size that was asked for."""
    width = 32 if spec["stem"] == "imagenet" else filters(spec)
    return HParams(
        stem_multiplier=spec["stemFilters"] / width, drop_path_keep_prob=1.0,
        num_cells=3 * spec["cells"], use_aux_head=1, num_conv_filters=filters(spec),
        dense_dropout_keep_prob=1.0, filter_scaling_rate=2.0, num_reduction_layers=2,
        data_format="NHWC", skip_reduction_layer_input=int(skip), total_training_steps=1,
        use_bounded_activation=False)


def build(nasnet, spec, image, training, skip):
    if spec.get("family") == "pnasnet":
        make, scope = nasnet.build_pnasnet_large, nasnet.pnasnet_large_arg_scope
    elif spec["stem"] == "cifar":
        make, scope = nasnet.build_nasnet_cifar, nasnet.nasnet_cifar_arg_scope
    elif spec["skip"]:
        make, scope = nasnet.build_nasnet_large, nasnet.nasnet_large_arg_scope
    else:
        make, scope = nasnet.build_nasnet_mobile, nasnet.nasnet_mobile_arg_scope
    with slim.arg_scope(scope()):
        logits, end_points = make(
            image, spec["classes"], is_training=training, config=hparams(spec, skip))
    return logits, end_points.get("AuxLogits")


class Net:
    """One graph of slim's and its session."""

    def __init__(self, nasnet, spec, training=False, skip=None):
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.set_random_seed(3)
            self.image = tf.placeholder(tf.float32, [None, spec["height"], spec["width"], 3])
            skip = spec["skip"] if skip is None else skip
            self.logits, self.auxiliary = build(nasnet, spec, self.image, training, skip)
            self.variables = [v for v in tf.global_variables() if "global_step" not in v.op.name]
        self.session = tf.Session(graph=self.graph)

    def restore(self, prefix):
        with self.graph.as_default():
            tf.train.Saver(self.variables).restore(self.session, prefix)

    def run(self, outputs, image):
        return self.session.run(outputs, {self.image: image})


def answers(nasnet, spec, folder, image):
    prefix = os.path.join(folder, "slim")
    found = {}
    wirings = [("answer", spec["skip"]), ("otherWiring", not spec["skip"])]
    # slim's PNASNet cannot be built without skip_reduction_layer_input.
    for key, skip in wirings[:1] if spec.get("family") == "pnasnet" else wirings:
        net = Net(nasnet, spec, skip=skip)
        try:
            net.restore(prefix)
        except (ValueError, tf.errors.InvalidArgumentError):
            continue  # one cell a stage: the wirings differ in shape too
        found[key] = net.run(net.logits, image).tolist()
    if spec["auxiliaryHead"]:
        net = Net(nasnet, spec, training=True)
        net.restore(prefix)
        trained, auxiliary = net.run([net.logits, net.auxiliary], image)
        found["trained"], found["auxiliary"] = trained.tolist(), auxiliary.tolist()
    return found


def answer(nasnet, spec, folder):
    reader = tf.train.load_checkpoint(os.path.join(folder, "image"))
    print(json.dumps(answers(nasnet, spec, folder, reader.get_tensor("parity/image"))))


def make(nasnet, spec, folder):
    """The plain variables are noise: who reads them instead of the averages is seen to."""
    net = Net(nasnet, spec, training=spec["auxiliaryHead"])
    random = np.random.default_rng(7)
    suffix = "/ExponentialMovingAverage"
    with net.graph.as_default():
        net.session.run(tf.global_variables_initializer())
        names, values, feeds = [], [], {}
        drawn = net.session.run(net.variables)
        for variable, value in zip(net.variables, drawn):
            name = variable.op.name
            if name.endswith(("gamma", "moving_variance")):
                value = random.uniform(0.5, 1.5, value.shape)
            elif name.endswith(("beta", "moving_mean", "biases")):
                value = random.uniform(-0.5, 0.5, value.shape)
            value = value.astype(np.float32)
            feeds[variable.initializer.inputs[1]] = value
            names += [name, name + suffix, name + "/RMSProp"]
            values += [random.normal(size=value.shape).astype(np.float32), value, value * 0]
        net.session.run([variable.initializer for variable in net.variables], feeds)
        names.append("global_step")
        values.append(np.int64(7))
        tf.train.Saver(net.variables).save(
            net.session, os.path.join(folder, "slim"), write_meta_graph=False)
    image = random.uniform(-1, 1, (2, spec["height"], spec["width"], 3)).astype(np.float32)
    found = answers(nasnet, spec, folder, image)
    with tf.Graph().as_default(), tf.Session() as session:
        for prefix, pairs in (
            ("averages", list(zip(names, values))),
            ("image", [("parity/image", image)]),
        ):
            session.run(tf.raw_ops.SaveV2(
                prefix=os.path.join(folder, prefix), tensor_names=[n for n, _ in pairs],
                shape_and_slices=[""] * len(pairs), tensors=[tf.constant(v) for _, v in pairs]))
    print(json.dumps(found))


def variables(nasnet, spec, folder):
    net = Net(nasnet, spec, training=spec["auxiliaryHead"])
    for variable in net.variables:
        print(variable.op.name, "x".join(map(str, variable.shape.as_list())), sep="\t")


if __name__ == "__main__":
    with open(os.path.join(sys.argv[3], "spec.json"), encoding="utf-8") as file:
        commands = {"answer": answer, "make": make, "variables": variables}
        spec = json.load(file)
        commands[sys.argv[2]](nasnet_of(sys.argv[1], spec.get("family", "nasnet")), spec, sys.argv[3])
