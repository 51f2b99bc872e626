"""Prints the values of Keras's AdamW for the loss w * w / 2, first of a kernel, then of a bias."""

import keras
import tensorflow as tf

kernel = keras.Variable(2.0, name="kernel")
bias = keras.Variable(2.0, name="bias")
optimizer = keras.optimizers.AdamW(0.25, weight_decay=0.1, beta_2=0.99)
optimizer.exclude_from_weight_decay(var_names=["bias"])
optimizer.build([kernel, bias])
values = ([], [])
for _ in range(4):
    optimizer.apply([tf.convert_to_tensor(kernel), tf.convert_to_tensor(bias)])
    values[0].append(float(kernel.numpy()))
    values[1].append(float(bias.numpy()))
print(*values, sep="\n")
