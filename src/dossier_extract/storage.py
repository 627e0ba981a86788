"""Where sources lie: on a disk, or on any file system that fsspec or pyarrow opens by URL. The only door to both.

A path is absolute, or a URL as that file system writes it, without the name and key of whoever opens it. What a file is
known by from afar, its *token*, is its size and time, or whatever its file system tells of it; it changes when the file
does.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import PurePosixPath
from typing import Any, NamedTuple, cast

from dossier_extract import imports
from dossier_extract.errors import DossierError, InputError
from dossier_extract.messages import system_reason

SUFFIX = ".pdf"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SECRET = re.compile(r"//[^/@]*@")  # a name and a key, which are not for tables of results
_QUERY = re.compile(r"\?[^/]*=.*")
_WILD = re.compile(r"[*?\[]")


class Found(NamedTuple):
    """A file: its path, its size in bytes and its token, both None where nothing can be told of it."""

    path: str
    bytes: int | None
    token: str | None


def find(source: str) -> Iterator[Found]:
    """The PDF files meant by a file, a folder, a glob or a URL of such. What does not exist is found, without a size.

    Links to folders are not followed. Raises `InputError` for a URL that cannot be opened.
    """
    if _URL.match(source):
        yield from _find_remote(source)
    elif os.path.isdir(source):
        for folder, inner, names in os.walk(os.path.abspath(source)):
            inner.sort()
            yield from (_look(os.path.join(folder, name)) for name in names if name.lower().endswith(SUFFIX))
    elif _WILD.search(source) and not os.path.lexists(source):
        yield from (_look(os.path.abspath(path)) for path in glob.iglob(source, recursive=True) if os.path.isfile(path))
    else:
        yield _look(os.path.abspath(source))


def gone(path: str) -> bool:
    """Whether a file that was there is there no more; of remote ones only a listing can tell."""
    return not _URL.match(path) and not os.path.lexists(path)


def under(path: str, source: str) -> bool:
    """Whether a URL lies in the folder that another URL names, so that its absence from a listing means something."""
    head, _, tail = source.partition("::")
    return (
        bool(_URL.match(path)) and path.startswith(_SECRET.sub("//", re.split("[*?]", head)[0])) and path.endswith(tail)
    )


def name_of(path: str) -> str:
    """The name of a file without its folders."""
    return PurePosixPath(_QUERY.sub("", path.partition("::")[0])).name if _URL.match(path) else os.path.basename(path)


@contextmanager
def open_file(path: str) -> Iterator[BufferedReader]:
    """Open a file to read its bytes. Raises `InputError` where they cannot be read, within the block, too."""
    try:
        if not _URL.match(path):
            with open(path, "rb") as file:
                yield file
            return
        system, inside = _system(path)  # held to the end: an archive's closes the archive
        with system.open(inside, "rb") if hasattr(system, "ukey") else system.open_input_file(inside) as opened:
            yield opened
    except DossierError:
        raise
    except OSError as error:
        raise InputError("{reason}; check the path and its permissions", reason=system_reason(error)) from None
    except Exception as error:  # each remote file system has errors of its own
        raise _refused(path, error) from None


def _look(path: str) -> Found:
    try:
        seen = os.stat(path)
    except (OSError, ValueError):
        return Found(path, None, None)
    return Found(path, seen.st_size, f"{seen.st_size}-{seen.st_mtime_ns}")


def _find_remote(url: str) -> Iterator[Found]:
    system, inside = _system(url)
    try:
        listing = _fsspec_files if hasattr(system, "ukey") else _arrow_files
        yield from listing(system, inside, url)
    except InputError:
        raise
    except Exception as error:
        raise _refused(url, error) from None


def _system(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path inside: fsspec's if it is installed and knows it, else pyarrow's."""
    failed: Exception | None = None
    try:
        from fsspec.core import url_to_fs

        return cast("tuple[Any, str]", url_to_fs(url))
    except Exception as error:
        failed = error
    imports.show_cloud()
    try:
        from pyarrow.fs import FileSystem

        return cast("tuple[Any, str]", FileSystem.from_uri(url))
    except Exception as error:
        raise _refused(url, failed if failed.__class__ is not ImportError else error) from None


def _fsspec_files(system: Any, inside: str, url: str) -> Iterator[Found]:
    head, parted, tail = url.partition("::")
    if _WILD.search(head):
        paths = [path for path in system.glob(inside) if system.isfile(path)]
    elif system.isdir(inside):
        paths = [path for path in system.find(inside) if path.lower().endswith(SUFFIX)]
    else:
        paths = [inside]
    for path in paths:
        full = f"{system.unstrip_protocol(path)}{parted}{tail}"
        if not system.exists(path):
            yield Found(full, None, None)
            continue
        yield Found(full, system.info(path).get("size"), str(system.ukey(path)))


def _arrow_files(system: Any, inside: str, url: str) -> Iterator[Found]:
    from pyarrow.fs import FileSelector, FileType

    plain, asked, query = _SECRET.sub("//", url).partition("?")  # the query says where a service is, no secret
    root = plain[: len(plain) - len(inside)] if plain.endswith(inside) else plain.partition("://")[0] + "://"
    (info,) = system.get_file_info([inside])
    infos = system.get_file_info(FileSelector(inside, recursive=True)) if info.type == FileType.Directory else [info]
    for one in infos:
        if one.type == FileType.NotFound:
            yield Found(f"{plain}{asked}{query}", None, None)
        elif one.type == FileType.File and (one is info or one.path.lower().endswith(SUFFIX)):
            yield Found(f"{root}{one.path}{asked}{query}", one.size, f"{one.size}-{one.mtime_ns}")


def _refused(url: str, error: Exception) -> InputError:
    said = " ".join(str(error).split()) or type(error).__name__
    return InputError(
        "{url}: cannot be opened ({reason}); check the address, or install its fsspec package", url=url, reason=said
    )
