"""Batches as a Keras user gets them, timed as turns.py asks.

usage: keras_input.py FOLDER BATCH none|inception
"""

import pathlib
import sys
import time

import tensorflow as tf


def dataset(folder, batch, augment, size=224):
    """The whole images by Keras's own function; Inception's crops by tf.image, as slim has them."""
    if augment == "none":
        import keras

        batches = keras.utils.image_dataset_from_directory(
            folder, image_size=(size, size), batch_size=batch, verbose=False)
        return batches.map(
            lambda images, labels: (images / 127.5 - 1, labels), num_parallel_calls=tf.data.AUTOTUNE
        ).repeat().prefetch(2)
    names = sorted(path.name for path in pathlib.Path(folder).iterdir())
    files = sorted(str(path) for path in pathlib.Path(folder).glob("*/*.jpg"))
    labels = [names.index(pathlib.Path(file).parent.name) for file in files]

    def prepared(file, label):
        content = tf.io.read_file(file)
        begin, extent, _ = tf.image.sample_distorted_bounding_box(
            tf.image.extract_jpeg_shape(content), tf.zeros((1, 1, 4)) + [[[0.0, 0.0, 1.0, 1.0]]],
            min_object_covered=0.1, aspect_ratio_range=(0.75, 1.33), area_range=(0.05, 1.0))
        image = tf.image.decode_and_crop_jpeg(
            content, tf.concat([begin[:2], extent[:2]], 0), channels=3)
        image = tf.image.random_flip_left_right(tf.image.resize(image, (size, size)) / 255)
        image = tf.cond(
            tf.random.uniform(()) < 0.25,
            lambda: tf.image.random_saturation(
                tf.image.random_brightness(image, 32 / 255), 0.5, 1.5),
            lambda: tf.image.random_brightness(
                tf.image.random_saturation(image, 0.5, 1.5), 32 / 255))
        return tf.clip_by_value(image, 0, 1) * 2 - 1, label

    data = tf.data.Dataset.from_tensor_slices((files, labels)).shuffle(len(files)).repeat()
    return data.map(prepared, num_parallel_calls=tf.data.AUTOTUNE).batch(batch).prefetch(2)


def main():
    batches = iter(dataset(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
    for _ in range(3):
        next(batches)
    print("ready", flush=True)
    for line in sys.stdin:
        seconds = []
        for _ in range(int(line)):
            start = time.perf_counter()
            next(batches)
            seconds.append(time.perf_counter() - start)
        print(" ".join(map(str, seconds)), flush=True)


if __name__ == "__main__":
    main()
