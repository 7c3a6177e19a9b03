#!/usr/bin/env python3
"""Builds the library and generates the sources of a language: `target/python/lianxin`, `target/kotlin`, `target/swift`.

Nothing of it is committed. The generator is built from the same workspace as the library it reads; with another version
of it what is generated would refuse to load. A profile that strips symbols (`strip = "symbols"`) breaks it: the surface
is described by symbols.

    python3 bindings/generate.py [python] [kotlin] [swift]      all of them, if none is named
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import stubs

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "lianxin"


def cargo(*arguments):
    """Runs cargo and gives the artifacts it names."""
    command = [os.environ.get("CARGO", "cargo"), *arguments, "--message-format=json-render-diagnostics"]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = (json.loads(line) for line in printed.splitlines())
    return [message for message in messages if message["reason"] == "compiler-artifact"]


def target_directory():
    """Where cargo builds."""
    command = [os.environ.get("CARGO", "cargo"), "metadata", "--format-version", "1", "--no-deps", "--offline"]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Path(json.loads(printed)["target_directory"])


def build():
    """Builds library and generator; gives their paths."""
    built = cargo("build", "--package", "lianxin-bindings", "--features", "cli", "--lib", "--bin", "uniffi-bindgen")
    files = {artifact["target"]["name"]: artifact for artifact in built}
    libraries = map(Path, files["lianxin_bindings"]["filenames"])
    library = next(file for file in libraries if file.suffix in (".so", ".dylib", ".dll"))
    return library, Path(files["uniffi-bindgen"]["executable"])


def python(_library, fresh):
    """What a type checker reads. The package itself is made by `wheel.py`."""
    module = (fresh / PACKAGE / f"{PACKAGE}.py").read_text(encoding="utf-8")
    (fresh / PACKAGE / "__init__.pyi").write_text(stubs.stub(module, ["uniffi_set_event_loop"]), encoding="utf-8")


def kotlin(library, fresh):
    """The library lies apart from the sources: only those are compiled."""
    (fresh / "library").mkdir()
    shutil.copy2(library, fresh / "library")


def swift(_library, fresh):
    """The package: what is generated beside what is written by hand. The library is linked by whoever builds."""
    shutil.copytree(ROOT / "bindings" / "swift", fresh, dirs_exist_ok=True)
    generated = fresh / LANGUAGES["swift"][0]
    shutil.move(generated / "LianxinFFI.h", fresh / "Sources" / "LianxinFFI")
    (generated / "LianxinFFI.modulemap").unlink()


# Where the generator writes, below the language's directory, and what is done besides.
LANGUAGES = {"python": (PACKAGE, python), "kotlin": ("sources", kotlin), "swift": ("Sources/Lianxin", swift)}


def generate(language, built=None):
    """Makes a language's sources anew; gives their directory, whose place in the target directory is fixed."""
    library, generator = built or build()
    target = library.parents[1]
    home, fresh = target / language, target / f"{language}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    place, finish = LANGUAGES[language]
    (fresh / place).mkdir(parents=True)
    command = [generator, "generate", "--language", language, "--no-format", "--out-dir", fresh / place, library]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    finish(library, fresh)
    shutil.rmtree(home, ignore_errors=True)
    fresh.rename(home)
    return home


def main(languages):
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown:
        sys.exit(f"no such language: {', '.join(unknown)}; there are {', '.join(LANGUAGES)}")
    built = build()
    for language in languages or LANGUAGES:
        sys.stdout.write(f"{generate(language, built)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
