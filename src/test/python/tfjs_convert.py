"""Converts a SavedModel to a TensorFlow.js graph model: tfjs_convert.py BUNDLE TARGET.

The converter of 2024 imports packages that a NASNet does not need (decision forests, JAX) and a
name that NumPy no longer has; they are stood in for, so that it runs beside today's TensorFlow.
"""

import importlib.machinery
import os
import sys
import types

os.environ["TF_USE_LEGACY_KERAS"] = "1"
for name in ("tensorflow_decision_forests", "jax", "jax.experimental", "jax.experimental.jax2tf"):
    module = types.ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    sys.modules[name] = module
sys.modules["jax"].experimental = sys.modules["jax.experimental"]
sys.modules["jax.experimental"].jax2tf = sys.modules["jax.experimental.jax2tf"]

import numpy as np

np.object = object

from tensorflowjs.converters import converter

converter.convert([
    "--input_format=tf_saved_model", "--output_format=tfjs_graph_model",
    "--signature_name=serving_default", "--saved_model_tags=serve", sys.argv[1], sys.argv[2]])
