"""Reads a checkpoint with TensorFlow itself; prints its keys and counters as JSON."""

import json
import sys

import tensorflow as tf

reader = tf.train.load_checkpoint(sys.argv[1])
shapes = reader.get_variable_to_shape_map()
print(
    json.dumps(
        {
            "global_step": int(reader.get_tensor("global_step")),
            "epoch": int(reader.get_tensor("epoch")),
            "shapes": {name: list(shape) for name, shape in shapes.items()},
        }
    )
)
