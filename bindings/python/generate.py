#!/usr/bin/env python3
"""Builds the library and generates its Python package, `target/python/lianxin`. Nothing of it is committed.

The generator is built from the same workspace as the library it reads; with another version of it the package would
refuse to load. A profile that strips symbols (`strip = "symbols"`) breaks it: the surface is described by symbols.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "lianxin"
INIT = '''"""The companion's facade, generated."""

from .lianxin import *
from .lianxin import InternalError, uniffi_set_event_loop
'''


def cargo(*arguments):
    """Runs cargo and gives the artifacts it names."""
    command = [os.environ.get("CARGO", "cargo"), *arguments, "--message-format=json-render-diagnostics"]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = (json.loads(line) for line in printed.splitlines())
    return [message for message in messages if message["reason"] == "compiler-artifact"]


def build():
    """Builds library and generator; gives their paths."""
    built = cargo("build", "--package", "lianxin-bindings", "--features", "cli", "--lib", "--bin", "uniffi-bindgen")
    files = {artifact["target"]["name"]: artifact for artifact in built}
    libraries = map(Path, files["lianxin_bindings"]["filenames"])
    library = next(file for file in libraries if file.suffix in (".so", ".dylib", ".dll"))
    return library, Path(files["uniffi-bindgen"]["executable"])


def generate():
    """Makes the package anew; gives the directory to put on the path."""
    library, generator = build()
    target = library.parents[1]
    home, fresh = target / "python", target / "python.new"
    shutil.rmtree(fresh, ignore_errors=True)
    package = fresh / PACKAGE
    package.mkdir(parents=True)
    command = [generator, "generate", "--language", "python", "--no-format", "--out-dir", package, library]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    shutil.copy2(library, package)
    (package / "__init__.py").write_text(INIT, encoding="utf-8")
    shutil.rmtree(home, ignore_errors=True)
    fresh.rename(home)
    return home


if __name__ == "__main__":
    sys.stdout.write(f"{generate() / PACKAGE}\n")
