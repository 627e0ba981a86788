"""Modules that this program's own processes do without, hidden from the libraries that would import them."""

from __future__ import annotations

import sys

# pyarrow imports these where it finds them: pandas and numpy to ask whether our lists are theirs (0.3 s, 60 MB), file
# systems in the cloud to offer them (20 ms). It does without, and so do we.
CLOUD = ("pyarrow._azurefs", "pyarrow._gcsfs", "pyarrow._hdfs", "pyarrow._s3fs")
_hidden = {"numpy", "pandas", *CLOUD}


class _Hider:
    """Makes what is hidden look as if it were not installed, in this process.

    (No base class: importing `importlib.abc` costs as much as reading three pages.)
    """

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> None:
        if fullname in _hidden and not (fullname == "numpy" and "spacy" in sys.modules):  # which cannot do without
            raise ModuleNotFoundError(f"{fullname} is hidden from the command line", name=fullname)


def hide() -> None:
    """Hide them; only in a process that is the program's own, since no other code would find them either."""
    sys.meta_path.insert(0, _Hider())


def show_cloud() -> None:
    """Let pyarrow find its file systems in the cloud again: a source lies there."""
    if _hidden.intersection(CLOUD):
        _hidden.difference_update(CLOUD)
        sys.modules.pop("pyarrow.fs", None)  # to be imported anew: it looks for them only then
