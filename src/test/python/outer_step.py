"""Keras's SGD with Nesterov's momentum, as the outer step of a training in rounds.

usage: outer_step.py RATE MOMENTUM START CHANGES
START is a list of numbers with commas; CHANGES the rounds' mean changes, with semicolons between.
Prints the weights after each round, a line each, behind the word weights. Keras takes gradients: a change turned round.
"""

import sys

import keras
import numpy as np


def numbers(text):
    return np.array([float(part) for part in text.split(",")], np.float32)


rate, momentum, start, changes = sys.argv[1:]
variable = keras.Variable(numbers(start))
optimizer = keras.optimizers.SGD(float(rate), momentum=float(momentum), nesterov=float(momentum) > 0)
optimizer.build([variable])
for change in changes.split(";"):
    optimizer.apply([keras.ops.convert_to_tensor(-numbers(change))])
    print("weights " + ",".join(repr(float(value)) for value in np.array(variable)))
