"""Loads an ONNX file and says what is in an image, as a user's first script does."""

import sys

import numpy as np
import onnxruntime
from PIL import Image

session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
image = Image.open(sys.argv[2]).convert("RGB").resize((224, 224), Image.Resampling.BILINEAR)
image = np.asarray(image, np.float32)[np.newaxis] / 127.5 - 1
probabilities = session.run(["probabilities"], {"image": image})[0]
print(np.argsort(-probabilities[0])[:5])
