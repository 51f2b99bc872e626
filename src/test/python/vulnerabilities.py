"""Asks scripts/vulnerabilities of a server with OSV's interface and prints its exit codes.

usage: vulnerabilities.py PROJECT FOLDER   (FOLDER is for what is made)

The server knows of what it is told, notes what it is asked, and in the end answers no more.
"""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading

JAR = "pkg:maven/org.example/jar@1.0"
asked = []
known = {}


class Osv(http.server.BaseHTTPRequestHandler):
    """POST /v1/querybatch, as https://google.github.io/osv.dev has it."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        purls = [query["package"]["purl"] for query in body["queries"]]
        asked.append((self.path, purls))
        # OSV leaves "vulns" out where it knows of none.
        results = [{"vulns": [{"id": known[purl]}]} if purl in known else {} for purl in purls]
        answer = json.dumps({"results": results}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def ended(project, bom, url):
    done = subprocess.run(
        [sys.executable, project / "scripts" / "vulnerabilities", bom],
        env={**os.environ, "OSV_URL": url, "no_proxy": "*"}, capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()


def main():
    project, folder = map(pathlib.Path, sys.argv[1:])
    bom = folder / "bom.json"
    bom.write_text(json.dumps({"components": [{"purl": JAR + "?type=jar"}]}))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"

    code, lines = ended(project, bom, url)
    (path, purls), = asked
    assert path == "/v1/querybatch" and JAR in purls, asked
    # Package URLs have dashes where PyPI takes both.
    assert any(purl.startswith("pkg:pypi/tf-keras@") for purl in purls), purls
    print(code, lines[-1].replace(str(len(purls)), "N"))

    known[JAR] = "GHSA-test"
    code, lines = ended(project, bom, url)
    print(code, lines[0])

    server.shutdown()
    server.server_close()
    code, lines = ended(project, bom, url)
    print(code, len(lines), lines[0].rpartition("; ")[2])

    code, lines = ended(project, folder / "none.json", url)
    print(code, len(lines), lines[0].rpartition("; ")[2])


if __name__ == "__main__":
    main()
