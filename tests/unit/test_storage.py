"""Sources in the cloud: a bucket is listed and read by pyarrow, from a server that answers as S3 does."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from dossier_extract.storage import find, gone, name_of, open_file, under

KEPT = {"in/a.pdf": b"first", "in/deep/b.PDF": b"second", "in/notes.txt": b"no"}
LISTING = (
    "<ListBucketResult><Name>scans</Name><Prefix>in/</Prefix><KeyCount>{n}</KeyCount><IsTruncated>false</IsTruncated>"
    "{contents}</ListBucketResult>"
)
ENTRY = "<Contents><Key>{key}</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified><Size>{size}</Size></Contents>"


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as it takes to list a bucket and to read from it."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        key = path.removeprefix("/scans/")
        if "list-type" in query:
            prefix = unquote(query.partition("prefix=")[2])
            listed = [ENTRY.format(key=name, size=len(KEPT[name])) for name in KEPT if name.startswith(prefix)]
            self.answer(200, LISTING.format(n=len(listed), contents="".join(listed)).encode())
        elif key not in KEPT:
            self.answer(404, b"")
        else:
            wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
            first, last = map(int, wanted.groups()) if wanted else (0, len(KEPT[key]) - 1)
            self.answer(206 if wanted else 200, KEPT[key][first : last + 1])

    do_HEAD = do_GET

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Nothing."""


@pytest.fixture
def query(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """How an address names the server."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "name")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "key")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"?scheme=http&endpoint_override=127.0.0.1:{server.server_port}&region=eu"
        server.shutdown()


@pytest.mark.parametrize("secret", ["", "name:key@"])
def test_a_bucket_is_listed_and_read(secret: str, query: str) -> None:
    url = f"s3://{secret}scans/in{query}"
    found = {name_of(one.path): one for one in find(url)}
    assert found.keys() == {"a.pdf", "b.PDF"}
    assert found["a.pdf"].path == f"s3://scans/in/a.pdf{query}"
    assert found["b.PDF"].bytes == len(b"second")
    assert all(under(one.path, url) and not gone(one.path) for one in found.values())
    with open_file(found["a.pdf"].path) as file:
        assert file.read() == b"first"
    (none,) = find(f"s3://{secret}scans/in/none.pdf{query}")
    assert (none.path, none.token) == (f"s3://scans/in/none.pdf{query}", None)


def test_what_is_hidden_from_pyarrow_is_shown_where_a_source_is_in_the_cloud(query: str) -> None:
    """In a process of its own: this one has imported it."""
    code = (
        "from dossier_extract import imports, storage; imports.hide(); import pyarrow.fs\n"
        f"print(*[storage.name_of(one.path) for one in storage.find('s3://scans/in{query}')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["a.pdf", "b.PDF"], ran.stderr
