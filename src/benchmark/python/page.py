"""Writes FOLDER/avx512.md or FOLDER/avx2.md and its chart from the results of benchmark.py.

usage: page.py RESULTS.jsonl FOLDER
"""

import json
import pathlib
import sys
from html import escape

INTRO = """# Benchmarks {title}

`scripts/benchmark` writes this page; [the index](README.md) describes how it measures.
"""

TITLES = {"avx2": "with AVX2", "avx512": "with AVX-512"}

PARTS = ("inference-mobile", "inference-large", "training", "pipeline", "start-up", "export", "memory", "limit")


def megabytes(count):
    return f"{count / 2**20:,.0f} MB"


def times(row):
    return f"{row['ratio']:.2f}× ({row['low']:.2f} to {row['high']:.2f})"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " --- |" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def machine(rows):
    row = rows[-1]
    versions = ", ".join(f"{name} {version}" for name, version in row["versions"].items())
    return (f"{row['date']}: {row['cores']} cores of {row['cpu']} ({', '.join(row['vectors'])}); {row['java']}; "
            f"Python {row['python']}; {versions}; load average at the start {row['load']:.1f}. Training and its input "
            "pipeline are compared with Keras on TensorFlow 2.18, the version in TensorFlow Java.\n")


def inference(rows, network):
    batches = sorted({row["batch"] for row in rows})
    peers = list(dict.fromkeys(row["peer"] for row in rows))
    cells = {(row["peer"], row["batch"]): row for row in rows}

    def cell(peer, batch):
        row = cells.get((peer, batch))
        if row is None:
            return "–"
        if "why" in row:
            return f"did not run: {row['why']}"
        return f"{1e3 * row['seconds']:.1f} ms, {times(row)}, {megabytes(row['peak'])}"

    head = [f"{network}, time of a batch", *(f"batch {batch}" for batch in batches)]
    return table(head, [[peer, *(cell(peer, batch) for batch in batches)] for peer in peers])


def training(rows):
    base = next(row for row in rows if row["peer"].startswith("Keras"))
    return table(
        ["training, Mobile at 224, batch 16", "time of a step", "×", "time to the first step", "peak memory"],
        [[row["peer"], f"{row['seconds']:.2f} s", times(row),
          f"{row['first']:.1f} s ({row['first'] / base['first']:.2f} of Keras's)",
          f"{megabytes(row['peak'])} ({row['peak'] / base['peak']:.2f})"] for row in rows])


def pipeline(rows):
    return table(
        ["JPEG files of 500 px to batches of 32 at 224", "crop", "time of a batch", "×"],
        [[row["peer"], row["augment"], f"{1e3 * row['seconds']:.0f} ms", times(row)]
         for row in rows])


def start_up(rows):
    return table(
        ["time of a whole command, median of five", "seconds", "minimum to maximum"],
        [[row["peer"], f"{row['seconds']:.2f}", "{:.2f} to {:.2f}".format(*row["spread"])]
         for row in rows])


def loading(rows):
    return table(
        ["`tf.saved_model.load` of Mobile", "seconds", "`saved_model.pb`"],
        [[row["peer"], f"{row['seconds']:.2f}", f"{row['pb'] / 1e6:.2f} MB"] for row in rows])


def export(rows):
    return table(
        ["creating a network and saving its bundle", "network", "seconds", "peak memory"],
        [[row["peer"], row["network"], f"{row['seconds']:.1f}", megabytes(row["peak"])]
         for row in rows])


def memory(rows):
    return table(
        ["memory of a bundle, batch 1", "weights", "read by", "peak memory", "kept", "loading", "first prediction"],
        [[row["network"], row["storage"], row["consumer"], megabytes(row["peak"]),
          megabytes(row["kept"]) if row["kept"] else "–", f"{row['load']:.1f} s", f"{row['first']:.1f} s"]
         for row in rows])


def memory_speed(rows):
    return table(
        ["speed with each storage of weights, batch 1", "network", "time of a prediction", "×"],
        [[row["peer"], row["network"], f"{1e3 * row['seconds']:.1f} ms", times(row)] for row in rows])


def limit(rows, inferences):
    """Compares the exported graph with the highest rate of the machine, at each batch size."""
    row = rows[-1]
    lines = [
        f"The highest rate of a float32 matrix product (2048²) on this machine: {row['flops'] / 1e9:.0f} GFLOP/s; no "
        "float32 convolution can exceed it. The optimised bundle reaches\n"]
    for network, found in inferences:
        adds = row["multiplyAdds"][network]
        for answer in found:
            if answer["peer"] == "NASNet Java, optimised bundle, Python" and "seconds" in answer:
                rate = 2 * adds * answer["batch"] / answer["seconds"]
                lines.append(
                    f"- {network} at batch {answer['batch']} ({adds / 1e9:.3f} billion multiply-adds per image): "
                    f"{rate / 1e9:.0f} GFLOP/s, {rate / row['flops']:.0%}")
    return "\n".join(lines) + "\n"


def chart(rows, path):
    """Draws the ratios at each batch size as bars; 1 is Keras's export."""
    shown = [row for row in rows if "ratio" in row]
    unit, line, left = 150, 22, 430
    longest = max(row["high"] for row in shown)
    height = line * len(shown) + 30 * len({row["batch"] for row in shown}) + 20
    width = int(left + unit * longest + 90)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">',
        '<title>Mobile: times as fast as Keras 3\'s export</title>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>']
    top, batch = 0, None
    for row in shown:
        if row["batch"] != batch:
            batch = row["batch"]
            top += 30
            parts.append(f'<text x="8" y="{top - 8}" font-weight="bold">batch {batch}</text>')
        fill = "#1f77b4" if row["peer"].startswith("NASNet Java") else "#999"
        long, low, high = (unit * row[key] for key in ("ratio", "low", "high"))
        parts.append(
            f'<text x="{left - 8}" y="{top + 14}" text-anchor="end">{escape(row["peer"])}</text>'
            f'<rect x="{left}" y="{top + 2}" width="{long:.1f}" height="{line - 6}" fill="{fill}"/>'
            f'<path d="M{left + low:.1f} {top + 10}H{left + high:.1f}" stroke="#000"/>'
            f'<text x="{left + high + 8:.1f}" y="{top + 14}">{row["ratio"]:.2f}×</text>')
        top += line
    parts.append(
        f'<path d="M{left + unit} 0V{height}" stroke="#d62728" stroke-dasharray="4"/></svg>\n')
    path.write_text("\n".join(parts))


def main():
    rows = [json.loads(line) for line in open(sys.argv[1])]

    def of(part):
        return [row for row in rows if row["part"] == part]

    # TensorFlow uses other kernels on each of the two kinds of processors.
    name = "avx2" if of("machine")[-1]["vectors"] == ["avx2"] else "avx512"
    page = pathlib.Path(sys.argv[2]) / f"{name}.md"

    sections = [INTRO.format(title=TITLES[name]), machine(of("machine"))]
    if mobile := of("inference-mobile"):
        chart(mobile, page.with_suffix(".svg"))
        sections += ["## Inference\n", f"![Times as fast as Keras 3's export]({page.stem}.svg)\n"]
        sections += [inference(mobile, "Mobile at 224")]
    if large := of("inference-large"):
        sections += [inference(large, "Large at 331")]
    if found := of("limit"):
        sections += [limit(found, [("mobile", mobile), ("large", large)])]
    makers = {"training": ("## Training\n", training), "pipeline": ("", pipeline),
              "start-up": ("## Start-up and export\n", start_up), "loading": ("", loading),
              "export": ("", export), "memory": ("## Memory\n", memory), "memory-speed": ("", memory_speed)}
    for part, (title, maker) in makers.items():
        if found := of(part):
            sections += [title] * bool(title) + [maker(found)]
    if missing := [part for part in PARTS if not of(part)]:
        sections += [f"Not measured here: {', '.join(missing)}.\n"]
    page.write_text("\n".join(sections))


if __name__ == "__main__":
    main()
