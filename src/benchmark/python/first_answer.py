"""Loads a SavedModel and says what is in an image, as a user's first script does."""

import sys

import tensorflow as tf

model = tf.saved_model.load(sys.argv[1])
signature = model.signatures["serving_default"]
name = next(iter(signature.structured_input_signature[1]))
image = tf.io.decode_jpeg(tf.io.read_file(sys.argv[2]), channels=3)
image = tf.image.resize(image, (224, 224))[tf.newaxis] / 127.5 - 1
answer = signature(**{name: image})
probabilities = answer.get("probabilities", next(iter(answer.values())))
print(tf.math.top_k(probabilities[0], 5).indices.numpy())
