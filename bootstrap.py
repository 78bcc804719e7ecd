"""Make `.venv` and install the locked requirements. Standard library only.

    python3 bootstrap.py [run|scale|test|oracle|peers]

The second call finds the stamp of the same lock file and does nothing.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
PROFILES = {
    "run": (".venv", "requirements/run.txt"),
    "scale": (".venv", "requirements/scale.txt"),
    "test": (".venv", "requirements/test.txt"),
    "oracle": (".venv-oracle", "requirements/oracle.txt"),
    "peers": (".venv-peers", "requirements/peers.txt"),
}
LARGER = {"run": ("scale", "test"), "scale": ("test",)}


def main(arguments: list[str]) -> int:
    profile = arguments[0] if arguments else "run"
    if profile not in PROFILES:
        return refuse(f"unknown profile {profile!r}; choose one of {', '.join(PROFILES)}")
    if sys.version_info < OLDEST_PYTHON:
        return refuse(f"Python {sys.version.split()[0]} is too old; 3.11 or newer is needed")
    folder, lock = PROFILES[profile]
    environment = ROOT / folder
    stamp = environment / f"installed-{profile}"
    wanted = fingerprint(ROOT / lock, ROOT / "pyproject.toml")
    if is_installed(environment, stamp, wanted):
        return 0
    print(f"bootstrap: {what_it_does(environment, folder)} for '{profile}'", file=sys.stderr)
    make_environment(environment)
    install(environment, ROOT / lock)
    compile_sources(environment)
    stamp.write_text(wanted)
    return 0


def what_it_does(environment: Path, folder: str) -> str:
    """The first time is said to be the only one; later ones say why they are needed."""
    if not environment.exists():
        return f"preparing {folder} (first time only)"
    return f"bringing {folder} up to date, since the locked packages or Python changed,"


def refuse(reason: str) -> int:
    print(f"bootstrap: {reason}", file=sys.stderr)
    return 2


def fingerprint(*files: Path) -> str:
    """Changes with the locked packages, the project file and the Python that runs them."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_installed(environment: Path, stamp: Path, wanted: str) -> bool:
    """A larger profile holds everything that a smaller one needs, so its stamp will do as well."""
    if not python_of(environment).exists():
        return False
    if stamp.exists() and stamp.read_text() == wanted:
        return True
    larger = LARGER.get(stamp.name.removeprefix("installed-"), ())
    return any(holds(environment, profile) for profile in larger)


def holds(environment: Path, profile: str) -> bool:
    """Whether the environment was installed for this profile, from the lock as it is now."""
    stamp = environment / f"installed-{profile}"
    lock = fingerprint(ROOT / PROFILES[profile][1], ROOT / "pyproject.toml")
    return stamp.exists() and stamp.read_text() == lock


def make_environment(environment: Path) -> None:
    """Start afresh when the environment belongs to another Python or is half made."""
    import venv

    marker = environment / "made-by"
    if not (marker.exists() and marker.read_text() == sys.version):
        venv.create(environment, with_pip=False, clear=True)
        marker.write_text(sys.version)
    for old in environment.glob("installed-*"):
        old.unlink()


def install(environment: Path, lock: Path) -> None:
    """With uv where pip can get it, else with pip; always against the hashes of the lock."""
    python = python_of(environment)
    pip = [*pip_for(python), "--disable-pip-version-check"]
    uv_there = subprocess.run([*pip, "install", "--quiet", "uv"], stderr=subprocess.DEVNULL)
    if uv_there.returncode == 0 and install_with_uv(python, lock) == 0:
        return
    subprocess.run([*pip, "install", "--quiet", "--require-hashes", "-r", str(lock)], check=True)
    here = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    subprocess.run([*pip, "install", "--quiet", *here], check=True)


def pip_for(python: Path) -> list[str]:
    """The pip of the Python that runs this, working on ours: a copy of its own would cost seconds.

    Where that Python has none (some systems package it apart), the environment gets one.
    """
    its_own = [sys.executable, "-m", "pip", "--python", str(python)]
    if subprocess.run([*its_own, "--version"], capture_output=True).returncode == 0:
        return its_own
    subprocess.run([str(python), "-m", "ensurepip", "--default-pip"], check=True)
    return [str(python), "-m", "pip"]


def install_with_uv(python: Path, lock: Path) -> int:
    uv = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    here = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    quiet = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for step in ([*uv, "--require-hashes", "-r", str(lock)], [*uv, *here]):
        code = subprocess.run(step, env=quiet).returncode
        if code:
            return code
    return 0


def compile_sources(environment: Path) -> None:
    """Compile what a command imports, now: some machines forbid writing bytecode later.

    Packages' own tests, installers and sign-on providers are left out; they would double the wait.
    """
    packages = next(environment.rglob("site-packages"))
    unused = r"[/\\](tests?|testing|gis|pip|hatchling|distutils|providers)[/\\]"
    command = [str(python_of(environment)), "-m", "compileall", "-q", "-j", "0", "-x", unused]
    subprocess.run([*command, str(packages), str(ROOT / "src")], check=False, capture_output=True)


def python_of(environment: Path) -> Path:
    windows = environment / "Scripts" / "python.exe"
    return windows if os.name == "nt" else environment / "bin" / "python"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
