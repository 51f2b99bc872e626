"""Opens a run's report.html in a headless Chromium and sees that it renders, all by itself.

usage: report.py BROWSER REPORT METRICS_CSV CLASS…
"""

import csv
import json
import pathlib
import shutil
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

SHOWN = {
    "#curves svg": 3,
    "#confusion": 1,
    "#activations img": None,
    "#network svg": 1,
    "#provenance": 1,
    "h1": 1,
    "h2": 6,
}
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage")
# The least contrast of each piece of text with what is under it: WCAG 2's level AA asks for 4.5.
CONTRAST = """
const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const luminance = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
const colour = s => { const n = s.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3]));
const under = e => {
  const own = colour(getComputedStyle(e).backgroundColor);
  return own[3] === 1 || !e.parentElement ? own : over(own, under(e.parentElement));
};
const worst = {ratio: 99, text: ''};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement, words = walker.currentNode.data.trim();
  if (!words || e.closest('#network') || e.closest('title') || !e.checkVisibility()) continue;
  const style = getComputedStyle(e);
  const ink = luminance(colour(e.namespaceURI.endsWith('svg') ? style.fill : style.color));
  const paper = luminance(under(e.closest('svg')?.parentElement ?? e));
  const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  if (ratio < worst.ratio) { worst.ratio = ratio; worst.text = words.slice(0, 40); }
}
return worst;
"""
failed = []


def check(name, passed):
    if not passed:
        failed.append(name)
        print("FAILED", name, flush=True)


def start(browser, profile):
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = shutil.which("chromedriver")
    return webdriver.Chrome(options=options, service=Service(executable_path=driver))


def alone(driver, url):
    """No word on the console, no request but for the page itself and what it holds."""
    console = driver.get_log("browser")
    check(f"console {console}", not console)
    asked = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            if message["params"]["documentURL"] == url:  # not the new tab before it
                asked.append(message["params"]["request"]["url"])
    check("the page was asked for", url in asked)
    others = [a for a in asked if a != url and not a.startswith("data:")]
    check(f"requests {others}", not others)


def rendered(driver, classes):
    for selector, count in SHOWN.items():
        sizes = driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(e => {"
            "const b = e.getBoundingClientRect(); return [b.width, b.height]})", selector)
        expected = len(classes) * 2 if count is None else count
        check(f"{selector}: {len(sizes)} of {expected}", len(sizes) == expected)
        check(f"{selector} has a size", all(w > 10 and h > 10 for w, h in sizes))
    broken = driver.execute_script(
        "return [...document.images].filter(i => !i.complete || i.naturalWidth < 96).length")
    check(f"{broken} broken pictures", broken == 0)
    unnamed = driver.execute_script("return [...document.images].filter(i => !i.alt).length")
    check(f"{unnamed} pictures without words", unnamed == 0)
    check("language", driver.execute_script("return document.documentElement.lang") == "en")
    check("title", driver.title.startswith("NASNet-A"))
    check("no script", driver.execute_script("return document.scripts.length") == 0)


def texts(driver, selector):
    return driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector)


def told(driver, rows, classes):
    """Class names as they are, all epochs, and counts that come to the accuracy."""
    check("class names", texts(driver, "#confusion tbody th") == classes)
    figures = [[cell.strip() for cell in texts(driver, f"#figures tbody tr:nth-child({i + 1}) td")]
               for i in range(len(rows))]
    check("epochs", texts(driver, "#figures tbody td:first-child") == [r["epoch"] for r in rows])
    for shown, row in zip(figures, rows):
        check(f"top-1 {shown[4]}", shown[4] == f"{100 * float(row['top1']):.2f} %")
        check(f"top-5 {shown[5]}", shown[5] == f"{100 * float(row['top5']):.2f} %")
        for at, column in ((2, "loss"), (3, "held_out_loss"), (7, "learning_rate")):
            near = abs(float(shown[at]) - float(row[column])) <= 1e-3 * max(1, float(row[column]))
            check(f"{column} {shown[at]}", near)
    points = driver.execute_script(
        "return [...document.querySelectorAll('#curves figure:nth-child(2) .s0 circle')]"
        ".map(c => Number(c.getAttribute('cy')))")
    top1 = [float(row["top1"]) for row in rows]
    check("a point an epoch", len(points) == len(rows))
    lowest = [y for _, y in sorted(zip(top1, points))]
    check("the better, the higher", lowest == sorted(points, reverse=True))
    counts = [[int(c.replace("·", "0")) for c in texts(driver, f"#confusion tbody tr:nth-child({i + 1}) td")[:-1]]
              for i in range(len(classes))]
    total = sum(map(sum, counts))
    right = sum(counts[i][i] for i in range(len(classes)))
    check(f"{right} of {total}", abs(right / total - top1[-1]) < 1e-6)
    mistakes = len(driver.find_elements("css selector", "#mistakes figure"))
    check(f"{mistakes} mistakes", mistakes == min(24, total - right))


def readable(driver):
    for scheme in ("light", "dark"):
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        worst = driver.execute_script(CONTRAST)
        print(f"{scheme}: least contrast {worst['ratio']:.1f}: {worst['text']}")
        check(f"{scheme}: {worst}", 4.5 <= worst["ratio"] < 99)
    for width in (320, 1600):
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        wide = driver.execute_script("return document.documentElement.scrollWidth")
        check(f"{wide} wide in {width}", wide <= width)


def main():
    browser, report, metrics, *classes = sys.argv[1:]
    with open(metrics) as file:
        rows = list(csv.DictReader(file))
    url = pathlib.Path(report).absolute().as_uri()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        driver = start(browser, profile)
        try:
            driver.get(url)
            alone(driver, url)
            rendered(driver, classes)
            told(driver, rows, classes)
            driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
            readable(driver)
        finally:
            driver.quit()
    if failed:
        sys.exit(f"Chromium disagrees: {', '.join(failed)}")
    print("Chromium agrees")


if __name__ == "__main__":
    main()
