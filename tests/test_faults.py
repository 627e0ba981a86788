"""Faults: a run that is killed, stopped or left without a disk; going on gives what an undisturbed run gives."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest

from dossier_extract.errors import ExitCode
from tests.labour import READ, small_dossier
from tests.unit.test_corpus import files

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
SEED, POINTS, KILLS = 2026, 52, 8
DOSSIERS = 12


def command(sources: Path, out: Path, *more: object) -> list[str]:
    own = [sys.executable, "-m", "dossier_extract", "--lang", "en", "corpus", "run"]
    return [*own, *map(str, (sources, "-o", out, *READ, "--workers", 2, *more))]


def done(sources: Path, out: Path, *more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(sources, out, *more), capture_output=True, text=True, check=False, timeout=300)


def temporaries(out: Path) -> list[Path]:
    return [path for path in out.rglob(".*") if path.name != ".lock"]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for number in range(DOSSIERS):
        small_dossier(folder / f"{number}.pdf", number)
    shutil.copy2(folder / "3.pdf", folder / "twice.pdf")
    (folder / "bad.pdf").write_bytes(b"no")
    return folder


@pytest.fixture(scope="module")
def undisturbed(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    ran = done(sources, out)
    assert ran.returncode == ExitCode.SOME_FAILED, ran.stderr
    published = files(out)
    assert sum(name.startswith("dossiers/") for name in published) == 2 * DOSSIERS
    return published


class Zygote:
    """Runs that die at a point (tests/faults.py)."""

    def __init__(self) -> None:
        own = [sys.executable, "-m", "tests.faults"]
        self.process = subprocess.Popen(own, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, sources: Path, out: Path, point: int | None = None) -> tuple[int, int]:
        """Points that were passed, 0 where it died, and the exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"sources": str(sources), "out": str(out), "point": point}) + "\n")
        self.process.stdin.flush()
        passed, code = json.loads(self.process.stdout.readline())
        return int(passed or 0), code


@pytest.fixture
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    yield made
    made.process.communicate()


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """A folder where flushing to the disk takes no time, if there is one."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


def test_a_run_killed_at_any_point_of_its_writing_goes_on(zygote: Zygote, in_memory: Path) -> None:
    """First over new sources, then over sources of which one changed and one is gone: nothing is lost or doubled."""
    sources, base = in_memory / "in", in_memory / "base"
    for number in range(3):
        small_dossier(sources / f"{number}.pdf", number)
    fresh, code = zygote.run(sources, base)
    assert (fresh > POINTS, code) == (True, 0)
    first = files(base)
    rng = random.Random(SEED)
    for point in sorted(rng.sample(range(1, fresh + 1), POINTS)):
        out = in_memory / "fresh"
        assert zygote.run(sources, out, point) == (0, -signal.SIGKILL), point
        assert zygote.run(sources, out)[1] == 0
        assert (files(out), temporaries(out)) == (first, []), point
        shutil.rmtree(out)
    small_dossier(sources / "1.pdf", 9)
    os.utime(sources / "1.pdf", (1_700_000_001, 1_700_000_001))
    (sources / "2.pdf").unlink()
    shutil.copytree(base, in_memory / "after")
    again, _ = zygote.run(sources, in_memory / "after")
    second = files(in_memory / "after")
    assert sum(name.startswith("projects/") for name in second) == 2
    for point in sorted(rng.sample(range(1, again + 1), min(again, POINTS // 2))):
        out = in_memory / "again"
        shutil.copytree(base, out)
        assert zygote.run(sources, out, point) == (0, -signal.SIGKILL), point
        assert zygote.run(sources, out)[1] == 0
        assert (files(out), temporaries(out)) == (second, []), point
        shutil.rmtree(out)


def workers(run: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [one for one in run.children() if "spawn_main" in str(one.cmdline())]
    return []


def test_workers_that_are_killed_cost_nothing(sources: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    rng, out, killed = random.Random(SEED), tmp_path / "out", 0
    with subprocess.Popen(command(sources, out), stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None and killed < KILLS:
            time.sleep(rng.uniform(0.02, 0.15))
            if alive := workers(watched):
                with suppress(psutil.Error):
                    rng.choice(alive).kill()
                    killed += 1
        process.communicate(timeout=120)
    assert killed >= 3
    ran = done(sources, out, "--retry", "retriable")
    assert (ran.returncode, files(out), temporaries(out)) == (ExitCode.SOME_FAILED, undisturbed, [])


def test_a_run_that_is_killed_with_its_workers_at_work_goes_on(
    sources: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    rng, out = random.Random(SEED), tmp_path / "out"
    for _ in range(KILLS):
        with subprocess.Popen(command(sources, out), stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            time.sleep(rng.uniform(0.3, 3))
            left = workers(psutil.Process(process.pid)) if process.poll() is None else []
            process.kill()
            process.communicate()
        _, alive = psutil.wait_procs(left, timeout=10)
        assert alive == []  # they end with the run
    done(sources, out)
    assert (files(out), temporaries(out)) == (undisturbed, [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_a_signal_stops_the_run_in_good_order(
    number: signal.Signals, executor: str, sources: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with subprocess.Popen(
        command(sources, out, "--executor", executor), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        while not list(out.glob("dossiers/*.parquet")) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "the same command goes on from there" in err
    assert temporaries(out) == []
    assert 1 <= len(list((out / "dossiers").glob("*.parquet"))) < DOSSIERS
    assert json.loads((out / "manifest.json").read_text("utf-8"))["interrupted"] is True
    done(sources, out)
    assert files(out) == undisturbed


def test_two_runs_on_one_output(sources: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with subprocess.Popen(command(sources, out), stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        while not list(out.glob("dossiers/*.parquet")) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGSTOP)
        refused = done(sources, out)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)
    assert refused.returncode == ExitCode.CANNOT_WRITE
    assert f"another run is at work there (process {process.pid} on " in refused.stderr
    assert files(out) == undisturbed


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A tmpfs of its own, where this may mount one."""
    folder.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no tmpfs can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_full(sources: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "size=300k"):
        ran = done(sources, disk / "out")
        assert ran.returncode == ExitCode.CANNOT_WRITE
        assert "the disk is full" in ran.stderr.splitlines()[-1]
        assert "Traceback" not in ran.stderr
        assert temporaries(disk) == []
        assert 1 <= len(list((disk / "out/dossiers").glob("*.parquet"))) < DOSSIERS
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        done(sources, disk / "out")
        assert files(disk / "out") == undisturbed


def test_a_disk_that_is_read_only(sources: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "ro"):
        ran = done(sources, tmp_path / "disk")
    assert ran.returncode == ExitCode.CANNOT_WRITE
    assert "the disk is read-only" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_file_that_may_not_grow(sources: Path, tmp_path: Path) -> None:
    """What a quota or a limit of the shell does: the disk is not full, but a file cannot be written."""
    own = " ".join(f"'{part}'" for part in command(sources, tmp_path / "out", "--executor", "serial"))
    ran = subprocess.run(["bash", "-c", f"ulimit -f 8; exec {own}"], capture_output=True, text=True, check=False)
    assert ran.returncode == ExitCode.CANNOT_WRITE
    assert "the file is too large" in ran.stderr.splitlines()[-1]
    assert temporaries(tmp_path / "out") == []


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A Ray cluster of two nodes on this machine."""
    pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    made.add_node(num_cpus=1)
    yield made
    made.shutdown()


def test_a_cluster_gives_the_same_bytes(
    cluster: Any, sources: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    for name in ("first", "second"):
        ran = done(sources, tmp_path / name, "--executor", "ray")
        assert (ran.returncode, files(tmp_path / name)) == (ExitCode.SOME_FAILED, undisturbed), ran.stderr
    ran = done(sources, tmp_path / "one by one", "--executor", "serial")
    assert files(tmp_path / "one by one") == undisturbed


def test_a_cluster_run_that_is_killed_goes_on(
    cluster: Any, sources: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    out = tmp_path / "out"
    with subprocess.Popen(
        command(sources, out, "--executor", "ray"), stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        while not list(out.glob("dossiers/*.parquet")) and process.poll() is None:
            time.sleep(0.005)
        process.kill()
        process.communicate()
    assert len(list((out / "dossiers").glob("*.parquet"))) < DOSSIERS
    done(sources, out, "--executor", "ray")
    assert files(out) == undisturbed
