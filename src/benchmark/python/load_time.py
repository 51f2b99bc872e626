"""The seconds that tf.saved_model.load takes: the median of three, in one process."""

import statistics
import sys
import time

import tensorflow as tf

seconds = []
for _ in range(3):
    start = time.perf_counter()
    model = tf.saved_model.load(sys.argv[1])
    seconds.append(time.perf_counter() - start)
print(statistics.median(seconds))
