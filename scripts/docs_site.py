"""Writes the pages of documentation as a site. usage: docs_site.py TARGET   (from the project's folder)

Each Markdown page becomes an HTML page of the same path; README.md of the project is the index. Every link is checked.
"""

import html
import pathlib
import re
import shutil
import sys
import urllib.parse

import markdown

PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "savedmodels/README.md")
NAVIGATION = (("Start", ("README.md", "docs/guides/getting-started.md", "docs/nasnet.md")),
              ("Guides", ("docs/guides/*.md",)),
              ("Reference", ("docs/*.md",)),
              ("Benchmarks", ("docs/benchmarks/*.md",)),
              ("Decisions", ("docs/adr/README.md",)),
              ("Project", ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")))
STYLE = """:root{color-scheme:light dark;--line:#8884;--soft:#8881;--link:light-dark(#0b57d0,#8ab4f8)}
body{margin:0;font:16px/1.55 system-ui,sans-serif;display:grid;grid-template-columns:15rem minmax(0,1fr)}
nav{padding:1rem;border-right:1px solid var(--line);font-size:.9rem}nav a{display:block;padding:.1rem 0}
main{padding:1rem 2rem 4rem;max-width:60rem}a{color:var(--link)}img{max-width:100%;background:#fff}
pre{overflow-x:auto;padding:.8rem;background:var(--soft)}code{font-size:.9em}
table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}
[aria-current]{font-weight:bold}@media(max-width:50rem){body{display:block}nav{border:0}}"""
LINK = re.compile(r'(href|src)="([^"]+)"')
ELSEWHERE = re.compile(r"(https?:|mailto:)")


def main(target):
    target = pathlib.Path(target)
    pages = sorted({pathlib.Path(page) for page in PAGES if pathlib.Path(page).exists()} | set(pathlib.Path("docs").rglob("*.md")))
    titles = {page: title(page) for page in pages}
    for page in pages:
        out = target / address(page)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(whole(page, titles, (target / "apidocs").exists()), encoding="utf-8")
    for picture in pathlib.Path("docs").rglob("*.svg"):
        shutil.copy(picture, target / picture)
    broken = [f"{page}: {link}" for page in pages for link in broken_links(target / address(page))]
    if broken:
        print("docs: these links lead nowhere:", *broken, sep="\n  ", file=sys.stderr)
        return 1
    print(target / "index.html")
    return 0


def address(page):
    """Returns the path of a page within the site."""
    if page == pathlib.Path("README.md"):
        return pathlib.Path("index.html")
    return page.with_name("index.html" if page.name == "README.md" else page.stem + ".html")


def title(page):
    heading = next(line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("# "))
    return heading[2:].strip()


def slug(text, separator):
    """Returns a heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w -]", "", html.unescape(text).lower()).replace(" ", separator)


def whole(page, titles, javadoc):
    text = page.read_text(encoding="utf-8")
    body = markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists", "toc"],
                             extension_configs={"toc": {"slugify": slug}})
    body = LINK.sub(lambda match: f'{match[1]}="{html.escape(moved(page, html.unescape(match[2])))}"', body)
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>{html.escape(titles[page])} – NASNet Java</title><style>{STYLE}</style></head><body>"
            f"<nav>{navigation(page, titles, javadoc)}</nav><main>{body}</main></body></html>\n")


def navigation(page, titles, javadoc):
    parts, seen = [], set()
    for name, patterns in NAVIGATION:
        found = [each for pattern in patterns for each in sorted(pathlib.Path().glob(pattern)) if each in titles]
        links = []
        for each in found:
            if each not in seen:
                seen.add(each)
                current = ' aria-current="page"' if each == page else ""
                links.append(f'<a href="{relative(page, address(each))}"{current}>{html.escape(titles[each])}</a>')
        parts.append(f"<p><b>{name}</b>{''.join(links)}</p>")
    if javadoc:
        parts.append(f'<p><b>Javadoc</b><a href="{relative(page, pathlib.Path("apidocs/index.html"))}">Java API</a></p>')
    return "".join(parts)


def relative(page, address_there):
    up = "../" * (len(address(page).parts) - 1)
    return up + address_there.as_posix()


def moved(page, link):
    """Returns where a link of a Markdown page leads within the site; files that are no pages stand in the repository."""
    if ELSEWHERE.match(link) or link.startswith("#"):
        return link
    path, _, anchor = link.partition("#")
    there = pathlib.Path(*_normal((page.parent / urllib.parse.unquote(path)).parts))
    if there.suffix == ".md":
        return relative(page, address(there)) + ("#" + anchor if anchor else "")
    if there.suffix == ".svg":
        return relative(page, there)
    if not there.exists():
        return link
    return f"https://github.com/nasnet-java/nasnet-java/blob/main/{there.as_posix()}"


def _normal(parts):
    normal = []
    for part in parts:
        if part == "..":
            normal.pop()
        else:
            normal.append(part)
    return normal


def broken_links(file):
    """Yields the links of a page of the site that lead to no file, or to no heading of it."""
    for _, link in LINK.findall(file.read_text(encoding="utf-8")):
        link = html.unescape(link)
        if ELSEWHERE.match(link):
            continue
        path, _, anchor = link.partition("#")
        there = file.parent / path if path else file
        if not there.exists() or (anchor and f'id="{anchor}"' not in there.read_text(encoding="utf-8")):
            yield link


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
