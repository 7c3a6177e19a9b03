#!/usr/bin/env python3
"""Builds the Python wheel, installs it into a fresh environment and runs its tests there.

    python3 bindings/wheel.py           builds, installs and tests
    python3 bindings/wheel.py build     builds; prints the wheel's path

The tools (maturin, mypy) come from PyPI once, by the hashes of `wheel-tools.txt`; afterwards nothing is fetched.
Everything lies in `target/python-wheel`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import generate

BINDINGS = Path(__file__).resolve().parent
WANTED = BINDINGS / "wheel-tools.txt"
STUB = BINDINGS / "python" / generate.PACKAGE / "__init__.pyi"


def program(environment, name):
    """A program of a virtual environment."""
    return environment / ("Scripts" if os.name == "nt" else "bin") / name


def run(*command, **more):
    subprocess.run([str(part) for part in command], check=True, cwd=generate.ROOT, **more)


def pip(environment, *arguments):
    run(program(environment, "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def tools(home):
    """The environment with the tools, made anew when other ones are wanted."""
    environment, stamp = home / "tools", home / "tools" / "made-from"
    wanted = hashlib.sha256(WANTED.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        venv.create(environment, clear=True, with_pip=True)
        pip(environment, "install", "--require-hashes", "--only-binary=:all:", "-r", WANTED)
        stamp.write_text(wanted)
    return environment


def build(home):
    """Builds the wheel; gives its path and the environment with the tools."""
    stubs = generate.generate("python") / generate.PACKAGE / STUB.name
    environment, wheels = tools(home), home / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    shutil.copy2(stubs, STUB)
    try:
        maturin = [program(environment, "maturin"), "build", "--quiet", "--profile", "dev", "--out", wheels]
        run(*maturin, "--manifest-path", BINDINGS / "Cargo.toml")
    finally:
        STUB.unlink()
    (wheel,) = wheels.glob("*.whl")
    return wheel, environment


def test(home):
    """Installs the wheel where nothing else is, and runs the tests there."""
    wheel, tools = build(home)
    environment = home / "fresh"
    venv.create(environment, clear=True, with_pip=True)
    pip(environment, "install", "--no-index", wheel)
    python = program(environment, "python")
    known = {**os.environ, "LIANXIN_MYPY": str(program(tools, "mypy")), "LIANXIN_TARGET": str(home.parent)}
    run(python, "-m", "unittest", "discover", "-s", "tests/python", env=known)


def main(what):
    home = generate.target_directory() / "python-wheel"
    home.mkdir(parents=True, exist_ok=True)
    if what == ["build"]:
        sys.stdout.write(f"{build(home)[0]}\n")
    elif what:
        sys.exit(f"no such command: {' '.join(what)}")
    else:
        test(home)


if __name__ == "__main__":
    main(sys.argv[1:])
