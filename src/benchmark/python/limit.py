"""The machine's rate of float32 matrix products, in operations a second: the best of many."""

import time

import tensorflow as tf

one, other = tf.random.normal((2048, 2048)), tf.random.normal((2048, 2048))
best = float("inf")
for _ in range(20):
    start = time.perf_counter()
    (one @ other).numpy()
    best = min(best, time.perf_counter() - start)
print(2 * 2048**3 / best)
