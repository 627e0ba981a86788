"""What a run leaves beside the dossiers: the rows of `documents`, and the list of sources that failed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dossier_extract.corpus.plan import quoted, read_from
from dossier_extract.corpus.state import Key, Seen, State
from dossier_extract.dataset import CANNOT_WRITE, write_file
from dossier_extract.errors import Ending, OutputError
from dossier_extract.messages import system_reason
from dossier_extract.pipeline import utf8_path
from dossier_extract.textformats import Row

FAILED = "failed.txt"
LISTS = "# Sources that failed, each below its reason. Feed them back: corpus run @{path} -o {root} --retry failed\n"


def corpus_rows(state: State, key: Key) -> list[tuple[str, Row]]:
    """Path and row of each source that ended, sorted by path; nothing of when or by whom it was done."""
    paths = state.paths()
    rows = []
    for path in sorted(state.files):
        seen = state.files[path]
        if seen.ending is not None:
            rows.append((path, _unread(seen, key)))
        elif seen.sha256 in state.documents:
            rows.append((path, _row(seen, paths[seen.sha256], state)))
    return rows


def write_failed(root: Path, rows: Sequence[tuple[str, Row]]) -> None:
    """Write the list of failed sources, or remove it where there are none."""
    failed = [(path, row) for path, row in rows if Ending(row["status"]).failed]
    path = root / FAILED
    lines = [f"# {row['status']}: {' '.join((row['cause'] or '').split())}\n{quoted(name)}\n" for name, row in failed]
    try:
        if failed:
            text = "".join([LISTS.format(path=quoted(str(path)), root=quoted(str(root))), *lines])
            write_file(path, [text.encode("utf-8", "surrogateescape")], root)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(CANNOT_WRITE, path=path, reason=system_reason(error), root=root) from error


def _unread(seen: Seen, key: Key) -> Row:
    return {
        "path": utf8_path(seen.path),
        "bytes": seen.bytes,
        "status": str(seen.ending),
        "cause": seen.cause,
        "retriable": seen.ending is not Ending.TOO_LARGE,
        "rules_digest": key.rules_digest,
        "program_version": key.program_version,
    }


def _row(seen: Seen, paths: Sequence[str], state: State) -> Row:
    assert seen.sha256 is not None
    document = state.documents[seen.sha256]
    original = read_from(paths, document)
    return {
        "path": utf8_path(seen.path),
        "sha256": seen.sha256,
        "bytes": seen.bytes,
        "pages": document.pages,
        "status": str(document.ending),
        "cause": document.cause,
        "dossier_id": document.dossier_id,
        "duplicate_of": None if seen.path == original else utf8_path(original),
        "retriable": document.ending.retriable,
        "rules_digest": document.key.rules_digest,
        "program_version": document.key.program_version,
    }
