"""Image files and folders as people have them, and what Keras, TensorFlow and Pillow make of them.

usage: data_folder.py make DIR       writes single files and a folder of classes
       data_folder.py keras DIR      prints the files that image_dataset_from_directory lists: class, path
       data_folder.py decode FILE... prints for each: good or bad by TensorFlow; right or wrong by Pillow's colours
       data_folder.py records DIR    writes TFRecord files, plain, GZIP and ZLIB
       data_folder.py resized FILE H W OUT  Pillow's pixels of a PNG, resized by tf.image.resize, scaled to -1..1, as float32;
                                     then the same without half-pixel centres
       data_folder.py served DIR FILE       prints how far the log-probabilities of serve_bytes are from those of both
"""
import io, os, struct, sys, zlib, gzip

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
from PIL import Image


def photo(seed=5, size=(96, 80)):
    small = np.random.default_rng(seed).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    return Image.fromarray(small).resize(size, Image.BICUBIC)


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def bmp(bits, pixels, palette=b"", size=(8, 8), compression=0, masks=b"", used=0):
    offset = 54 + len(masks) + len(palette)
    info = struct.pack("<IiiHHIIiiII", 40, *size, 1, bits, compression, len(pixels), 2835, 2835, used, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + info + masks + palette + pixels


def grey_ramp(count):
    return b"".join(bytes([i, i, i, 0]) for i in range(count))


def files():
    image = photo()
    jpeg, png = encoded(image, "JPEG", quality=92), encoded(image, "PNG")
    scan = jpeg.index(b"\xff\xda") + 14
    rng = np.random.default_rng(1)
    video = b"MotionPhoto_Data\0\0\0\x18ftypmp42" + rng.integers(0, 254, 70_000, dtype=np.uint8).tobytes()
    gif = encoded(image.convert("P", palette=Image.ADAPTIVE), "GIF")
    shades = rng.integers(0, 256, 64, dtype=np.uint8)
    thumb = encoded(image.resize((24, 20)), "JPEG")
    tiff = b"II*\0" + struct.pack("<IHHHIII", 8, 1, 0x112, 3, 1, 1, 26)
    tiff += struct.pack("<H", 3) + struct.pack("<HHII", 0x103, 3, 1, 6) + struct.pack("<HHII", 0x201, 4, 1, 68)
    tiff += struct.pack("<HHII", 0x202, 4, 1, len(thumb)) + struct.pack("<I", 0) + thumb
    thumbed = encoded(image, "JPEG", quality=92, exif=b"Exif\0\0" + tiff)
    bgrx = np.dstack([np.asarray(image)[..., ::-1], np.full((80, 96), 255, np.uint8)])[::-1].tobytes()
    masks = struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)
    turned = struct.pack("<III", 0xFF, 0xFF00, 0xFF0000)
    wide = encoded(image, "BMP")
    os2 = b"BM" + struct.pack("<IHHI", 26 + 192, 0, 0, 26) + struct.pack("<IHHHH", 12, 8, 8, 1, 24) + bytes(192)
    return {
        "base.jpg": jpeg, "motion.jpg": jpeg + video, "noend.jpg": jpeg[:-2], "half.jpg": jpeg[: len(jpeg) // 2],
        "middle.jpg": jpeg[: scan + 200] + b"\xff\x44\x00\x10\xff\xc4\x00\x03" + jpeg[scan + 210 :],
        "thumbnail.jpg": thumbed, "thumbnail_cut.jpg": thumbed[: len(thumbed) - 1500],
        "progressive.jpg": encoded(image, "JPEG", progressive=True), "grey.jpg": encoded(image.convert("L"), "JPEG"),
        "base.png": png, "after.png": png + video, "cut.png": png[:-40], "empty.jpg": b"", "text.jpg": b"no image",
        "tiff.jpg": encoded(image, "TIFF"), "png_named.jpeg": png, "still.gif": gif, "cut.gif": gif[: len(gif) // 2],
        "rgb24.bmp": wide, "rgb24_cut.bmp": wide[:-100], "grey8.bmp": encoded(image.convert("L"), "BMP"),
        "palette8.bmp": encoded(image.convert("P", palette=Image.ADAPTIVE), "BMP"),
        "one_bit.bmp": encoded(image.convert("1"), "BMP"), "four_bit.bmp": bmp(4, bytes(32), grey_ramp(16)),
        "short_ramp.bmp": bmp(8, bytes(s % 16 for s in shades), grey_ramp(16), used=16),
        "turned_ramp.bmp": bmp(8, shades.tobytes(), grey_ramp(256)[::-1]),
        "bgrx32.bmp": bmp(32, bgrx, size=(96, 80)), "masked32.bmp": bmp(32, bgrx, size=(96, 80), compression=3, masks=masks),
        "turned32.bmp": bmp(32, bgrx, size=(96, 80), compression=3, masks=turned),
        "top_down.bmp": bmp(24, shades.tobytes() * 3, size=(8, -8)), "sixteen.bmp": bmp(16, bytes(128)),
        "run_length.bmp": bmp(8, b"\x08\x07\0\0" * 8 + b"\0\1", grey_ramp(256), compression=1), "os2.bmp": os2,
    }


def make(folder):
    single = os.path.join(folder, "single")
    os.makedirs(single)
    for name, content in files().items():
        open(os.path.join(single, name), "wb").write(content)
    seed = 0
    for name in (
        "ant/0.png", "ant/1.PNG", "ant/b-c/2.png", "ant/b/3.jpeg", "ant/b/c/4.gif", "ant/5.jpg/6.png", "bee/a.bmp", "bee/a.png",
        "bee/2024-05/0.jpg", "bee/2024-05/x y%20z.png", "bee/ümlaut.png", "cat/line\nbreak.png", "cat/0.png", "cat/1.png",
        "Äpfel/0.png", "桃/0.png", "桃/1.png",
    ):
        path = os.path.join(folder, "classes", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        kind = {"jpg": "JPEG", "jpeg": "JPEG"}.get(name.rsplit(".", 1)[1].lower(), name.rsplit(".", 1)[1])
        photo(seed, (16, 16)).save(path, kind.upper())
        seed += 1
    for name in ("ant/notes.txt", "ant/b/page.webp", "ant/b/README", "cat/clip.webp", "loose.png"):
        open(os.path.join(folder, "classes", name), "wb").write(b"")
    os.makedirs(os.path.join(folder, "classes", "cat", "old.jpg"))
    os.symlink(os.path.join(folder, "classes", "bee"), os.path.join(folder, "classes", "cat", "linked"))


def keras(folder):
    import keras

    data = keras.utils.image_dataset_from_directory(folder, batch_size=None, shuffle=False, image_size=(8, 8), verbose=False)
    for path in data.file_paths:
        path = os.path.relpath(path, folder)
        print(path.split(os.sep)[0] + "\t" + path.replace("\n", "\\n"))


def decode(names):
    import tensorflow as tf

    for name in names:
        content = open(name, "rb").read()
        try:
            pixels = tf.io.decode_image(content, channels=3, expand_animations=False).numpy()
        except Exception:
            print(os.path.basename(name), "bad", "-")
            continue
        try:
            colours = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
            # JPEG's decoders interpolate colours each in its own way.
            most = 40 if content[:2] == b"\xff\xd8" else 0
            same = pixels.shape == colours.shape and np.abs(pixels.astype(int) - colours).max() <= most
            print(os.path.basename(name), "good", "right" if same else "wrong")
        except Exception:
            print(os.path.basename(name), "good", "unknown")


def records(folder):
    import tensorflow as tf

    def example(label, seed):
        image = encoded(photo(seed, (6, 5)), "PNG")
        return tf.train.Example(features=tf.train.Features(feature={
            "image/encoded": tf.train.Feature(bytes_list=tf.train.BytesList(value=[image])),
            "image/class/label": tf.train.Feature(int64_list=tf.train.Int64List(value=[label]))})).SerializeToString()

    all_records = [example(i % 3, i) for i in range(30)]
    for name, kind in (("a_plain", None), ("b_gzip", "GZIP"), ("c_zlib", "ZLIB")):
        path = os.path.join(folder, name + ".tfrecord")
        with tf.io.TFRecordWriter(path, tf.io.TFRecordOptions(compression_type=kind)) as out:
            for record in all_records:
                out.write(record)
    plain = open(os.path.join(folder, "a_plain.tfrecord"), "rb").read()
    half = len(plain) // 2
    open(os.path.join(folder, "d_members.tfrecord"), "wb").write(gzip.compress(plain[:half]) + gzip.compress(plain[half:]))
    read = list(tf.data.TFRecordDataset(os.path.join(folder, "d_members.tfrecord"), "GZIP").as_numpy_iterator())
    print(len(read))


def pixels(name, height, width):
    """Pillow's pixels, resized by tf.image.resize and, for the control, from the pixels' corners."""
    import tensorflow as tf

    colours = tf.constant(np.asarray(Image.open(name).convert("RGB")), tf.float32)[None]
    size = (int(height), int(width))
    right = tf.image.resize(colours, size) / 127.5 - 1
    wrong = tf.compat.v1.image.resize_bilinear(colours, size, half_pixel_centers=False) / 127.5 - 1
    return right, wrong


def resized(name, height, width, out):
    np.concatenate([np.ravel(x) for x in pixels(name, height, width)]).astype("<f4").tofile(out)


def served(bundle, name):
    import tensorflow as tf

    signatures = tf.saved_model.load(bundle).signatures
    size = signatures["serving_default"].structured_input_signature[1]["image"].shape[1:3]
    right, wrong = (signatures["serving_default"](image=x)["logits"].numpy() for x in pixels(name, *size))
    answer = signatures["serve_bytes"](image_bytes=tf.constant([open(name, "rb").read()]))["probabilities"].numpy()
    print(*(np.abs(np.log(answer) - tf.nn.log_softmax(x).numpy()).max() for x in (right, wrong)))


{"make": lambda: make(sys.argv[2]), "keras": lambda: keras(sys.argv[2]), "decode": lambda: decode(sys.argv[2:]),
 "records": lambda: records(sys.argv[2]), "resized": lambda: resized(*sys.argv[2:]), "served": lambda: served(*sys.argv[2:])}[sys.argv[1]]()
