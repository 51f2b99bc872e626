"""Keras's fit on a folder of images, timed step by step as turns.py asks.

usage: keras_training.py mobile|large FOLDER BATCH
"""

import sys
import time

begin = time.perf_counter()

import keras
from keras_input import dataset

SIZES = {"mobile": ("NASNetMobile", 224), "large": ("NASNetLarge", 331)}


class Turns(keras.callbacks.Callback):
    """Waits for its turn between two steps."""

    def __init__(self, untimed=2):
        super().__init__()
        self.left = untimed
        self.seconds = None
        self.last = None

    def on_train_batch_end(self, batch, logs=None):
        now = time.perf_counter()
        if self.last is None:
            print(f"first {now - begin}", flush=True)
        elif self.seconds is not None:
            self.seconds.append(now - self.last)
        self.left -= 1
        if self.left <= 0:
            print(" ".join(map(str, self.seconds)) if self.seconds else "ready", flush=True)
            line = sys.stdin.readline()
            if not line:
                self.model.stop_training = True
                return
            self.left = int(line)
            self.seconds = []
        self.last = time.perf_counter()


def main():
    name, size = SIZES[sys.argv[1]]
    data = dataset(sys.argv[2], int(sys.argv[3]), "none", size)
    model = getattr(keras.applications, name)(weights=None, classes=4)
    model.compile(keras.optimizers.SGD(0.05, momentum=0.9), "sparse_categorical_crossentropy")
    model.fit(data, steps_per_epoch=100000, epochs=1, verbose=0, callbacks=[Turns()])


if __name__ == "__main__":
    main()
