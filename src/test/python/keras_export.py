"""Loads a .keras file in Keras 3 and exports it: keras_export.py MODEL.keras TARGET_DIR."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras

keras.models.load_model(sys.argv[1]).export(sys.argv[2], verbose=False)
