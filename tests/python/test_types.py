"""What a type checker says of the installed package."""

import ast
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import ROOT, lianxin

MYPY = os.environ.get("LIANXIN_MYPY")

USE = """
import lianxin

class Listener(lianxin.ChangeListener):
    def changed(self, changes: set[lianxin.Change]) -> None:
        print(lianxin.Change.VISITS in changes)

def use(phone: lianxin.Phone) -> lianxin.DocumentId | None:
    subscription: lianxin.Subscription = phone.subscribe(Listener())
    subscription.stop()
    try:
        dwelling = lianxin.Dwelling(estate="向阳巷", room="14号")
        form = lianxin.VisitForm(door=lianxin.Door.UNLISTED(dwelling), outcome=lianxin.VisitOutcome.MET)
        return phone.household(phone.record_visit(form).household).row.id
    except lianxin.PhoneError.Failed as error:
        print(error.problem.words, error.problem.kind is lianxin.ErrorKind.RIGHTS)
        return None
"""

# Each is one mistake, and what the checker calls it.
MISTAKES = {
    "phone.household(phone.new_draft_id())": "arg-type",
    'phone.visit("a text")': "arg-type",
    "phone.open(1)": "arg-type",
    "phone.sync(cancellation=phone)": "arg-type",
    "phone.today().household": "attr-defined",
    "lianxin.VisitForm(outcome=lianxin.VisitOutcome.MET)": "call-arg",
    "lianxin.Door.LISTED()": "call-arg",
    "lianxin.Change.WEATHER": "attr-defined",
}


def check(source):
    """Whether it is right by the strict rules, and what is said."""
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "use.py"
        file.write_text(source, encoding="utf-8")
        command = [MYPY, "--strict", "--cache-dir", os.devnull, "--python-executable", sys.executable, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.returncode == 0, done.stdout + done.stderr


class Names(unittest.TestCase):
    def test_what_the_type_checker_knows_is_there_at_run_time(self):
        tree = ast.parse(Path(lianxin.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
        kinds = (ast.ClassDef, ast.FunctionDef)
        named = {node.name for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")}
        (public,) = [ast.literal_eval(node.value) for node in tree.body if ast.unparse(node).startswith("__all__")]
        self.assertLessEqual({"Phone", "Change", "PhoneError", "ChangeListener", "check_note"}, named)
        self.assertEqual([name for name in named.union(public) if not hasattr(lianxin, name)], [])
        self.assertEqual(lianxin.DocumentId("a text"), "a text")
        for node in (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name in public):
            missing = [m.name for m in node.body if isinstance(m, kinds) and not hasattr(getattr(lianxin, node.name), m.name)]
            self.assertEqual(missing, [], node.name)


@unittest.skipIf(MYPY is None and not os.environ.get("CI"), "bindings/wheel.py brings the type checker")
class Types(unittest.TestCase):
    def test_what_is_right_passes(self):
        good, said = check(USE)
        self.assertTrue(good, said)

    def test_the_readmes_example_is_typed(self):
        (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
        good, said = check(example)
        self.assertTrue(good, said)

    def test_each_mistake_is_found(self):
        lines = [f"    {mistake}" for mistake in MISTAKES]
        _, said = check("import lianxin\n\ndef use(phone: lianxin.Phone) -> None:\n" + "\n".join(lines) + "\n")
        found = re.findall(r"use\.py:(\d+): error: .*\[([\w-]+)\]", said)
        expected = [(str(number), kind) for number, kind in enumerate(MISTAKES.values(), 4)]
        self.assertEqual([(line, kind) for line, kind in found if kind != "unused-coroutine"], expected, said)


if __name__ == "__main__":
    unittest.main()
