from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.recorder import Recorder
from tests.test_readme import EXAMPLES

HERE = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # By way of the sdist, so that this is whole too.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(HERE)]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(list(folder.glob("monlight-*.tar.gz"))) == 1
    [found] = folder.glob("*.whl")
    return found


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read("monlight-0.1.0.dist-info/METADATA").decode()

    sources = {str(path.relative_to(HERE / "src")) for path in (HERE / "src/monlight").rglob("*") if path.is_file()}
    assert {name for name in names if ".dist-info/" not in name} == {s for s in sources if "__pycache__" not in s}
    assert "monlight/py.typed" in names
    assert "monlight-0.1.0.dist-info/licenses/LICENSE" in names
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line]
    assert needed == ["Requires-Dist: httpx<1,>=0.26"]


def test_the_wheel_works_in_an_empty_environment(wheel: Path, recorder: Recorder, tmp_path: Path) -> None:
    venv, python = tmp_path / "venv", tmp_path / "venv/bin/python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", str(wheel)], check=True)
    example = next(example for example in EXAMPLES if "install_excepthooks" in example)
    for port in (5010, 5012):
        example = example.replace(f"http://localhost:{port}", recorder.url)
    (tmp_path / "app.py").write_text(example)

    ended = subprocess.run([str(python), "app.py"], cwd=tmp_path, capture_output=True, text=True)
    listed = subprocess.run([*pip, "list", "--format=freeze"], capture_output=True, text=True, check=True).stdout

    assert (ended.returncode, ended.stderr) == (0, "")
    assert (len(recorder.points()), len(recorder.errors())) == (3, 1)
    assert [report["extra"] for report in recorder.errors()] == [{"order": 5}]
    packages = {line.split("==")[0] for line in listed.splitlines()}
    of_httpx = {"httpx", "httpcore", "h11", "anyio", "certifi", "idna", "typing_extensions", "exceptiongroup"}
    assert packages - of_httpx == {"monlight"}
