"""Fine-tunes a bundle that Java wrote in tf_keras and saves it three ways for Java to read.

usage: fine_tune.py BUNDLE DIR   trains some steps, writes DIR/saved, DIR/tuned.h5, DIR/export and
DIR/tuned, a checkpoint with the keys <layer>/<variable> of what must be found in them.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf
import tf_keras

bundle, folder = sys.argv[1:]
model = tf_keras.models.load_model(bundle, compile=False)
before = [w.numpy() for w in model.weights]
# Eagerly: tracing a graph takes longer than the few steps.
model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
random = np.random.default_rng(3)
shape = (16, *model.input_shape[1:])
images = random.uniform(-1, 1, shape).astype(np.float32)
model.fit(images, random.integers(0, 10, 16), batch_size=8, epochs=2, verbose=0)
moved = sum(not np.array_equal(b, w.numpy()) for b, w in zip(before, model.weights))
assert moved == len(before), f"only {moved} of {len(before)} variables moved"
model.save(os.path.join(folder, "saved"))
model.save(os.path.join(folder, "tuned.h5"))
model.export(os.path.join(folder, "export"))
# tf_keras names a loaded variable <layer>/<variable>:0.
names = [w.name.split(":")[0] for w in model.weights]
tf.raw_ops.SaveV2(
    prefix=os.path.join(folder, "tuned"), tensor_names=names,
    shape_and_slices=[""] * len(names), tensors=[w.value() for w in model.weights])
print(len(names))
