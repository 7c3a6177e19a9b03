"""A phone in Python and an office that runs: enrolment, work without a signal, sync."""

import asyncio
import os
import re
import subprocess
import sys
import unittest

from office import Office, server_binary
from support import ROOT, TARGET, PhoneTest, Vault, lianxin

PROGRAM = server_binary(TARGET)


class Listener(lianxin.SyncListener):
    """Keeps the phases, and fails each time: a screen's fault must not end a sync."""

    def __init__(self):
        self.phases = []

    def progress(self, phase):
        self.phases.append(phase)
        raise RuntimeError("a fault of the app's own")


@unittest.skipIf(PROGRAM is None and not os.environ.get("CI"), "lianxin-server has not been built")
class Day(PhoneTest):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.assertIsNotNone(PROGRAM, "lianxin-server has to be built before these tests")
        self.office = Office(PROGRAM)
        self.addCleanup(self.office.stop)
        await asyncio.to_thread(self.office.found)
        await asyncio.to_thread(self.office.serve)

    async def enrol(self, phone, person):
        """As the clerk and the person do it: the digits on both screens are the same."""
        address = phone.begin_enrolment(self.office.invite(person))
        self.assertEqual(address.addresses, [self.office.address])
        step = await phone.continue_enrolment()
        self.assertFalse(step.is_confirmed)
        self.assertRegex(step.digits, r"^\d{6}$")
        self.assertIn(step.digits, self.office.run("confirm"))
        self.office.run("confirm", step.digits)
        self.assertTrue((await phone.continue_enrolment()).is_confirmed)
        return phone

    async def test_a_phone_enrols_records_without_a_signal_and_syncs(self):
        phone = await self.enrol(self.open_with(Vault()), "P1")
        listener = Listener()
        first = await phone.sync(listener)
        self.assertTrue(first.is_complete)
        self.assertEqual((listener.phases[0], listener.phases[-1]), (lianxin.Phase.CONNECTING(), lianxin.Phase.DONE()))
        self.assertTrue(any(isinstance(phase, lianxin.Phase.RECEIVING) for phase in listener.phases))
        status = phone.status()
        self.assertEqual((status.name, [post.role for post in status.posts]), ("秦知禾（演示）", [lianxin.Role.GRID_WORKER]))
        self.assertEqual((status.posts[0].place, status.made), ("东南-01", 0))
        households = phone.search("", 10)
        self.assertEqual(len(households), 3)
        (home,) = phone.search("402", 10)
        self.assertEqual((home.dwelling, home.household_class), ("槐荫苑 3-1-402", lianxin.HouseholdClass.CARE))
        self.assertEqual({item.household.id for item in phone.today().items}, {row.id for row in households})

        self.office.end()
        draft = phone.new_draft_id()
        phone.save_draft(draft, home.id, b"")
        saved = phone.record_visit(
            lianxin.VisitForm(
                door=lianxin.Door.LISTED(home.id),
                outcome=lianxin.VisitOutcome.MET,
                note="扶手已约师傅周四来。",
                wish=lianxin.ContactWish.CALL_FIRST,
                draft=draft,
            )
        )
        new_door = lianxin.Dwelling(estate="向阳巷", room="14号")
        phone.record_visit(
            lianxin.VisitForm(door=lianxin.Door.UNLISTED(new_door), outcome=lianxin.VisitOutcome.NO_ANSWER)
        )
        self.assertEqual((saved.household, saved.hints, phone.drafts()), (home.id, [], []))
        self.assertEqual((phone.status().delivered, phone.status().made), (0, 2))
        self.assertTrue(phone.visit(saved.visit).is_undelivered)
        with self.assertRaises(lianxin.PhoneError) as caught:
            await phone.sync()
        self.assert_problem(caught, lianxin.ErrorKind.UNREACHABLE, "office.unreachable")
        phone.shut()

        phone = self.open_with(Vault())
        self.office.serve()
        second = await phone.sync()
        self.assertTrue(second.is_complete)
        self.assertEqual((second.delivered, second.made, second.told), (2, 2, []))
        view = phone.household(home.id)
        self.assertEqual((view.row.wish, len(view.visits), view.conflicts), (lianxin.ContactWish.CALL_FIRST, 1, []))
        visit = view.visits[0]
        self.assertEqual((visit.row.note, visit.author_name), ("扶手已约师傅周四来。", "秦知禾（演示）"))
        self.assertEqual((visit.is_own, visit.is_undelivered), (True, False))
        self.assertEqual(len(phone.today().done), 2)

        phone.correct_visit(saved.visit, lianxin.VisitCorrection(outcome=lianxin.VisitOutcome.DECLINED))
        phone.edit_household(home.id, lianxin.HouseholdEdit(drop_needs=["家电小修"]))
        self.assertEqual((await phone.sync()).delivered, 4)

        self.directory = self.make_directory()
        chief = await self.enrol(self.open(), "P2")
        self.assertTrue((await chief.sync()).is_complete)
        seen = chief.household(home.id)
        self.assertEqual([visit.row.outcome for visit in seen.visits], [lianxin.VisitOutcome.DECLINED])
        self.assertEqual((seen.row.needs, seen.visits[0].is_own), (["助行器具跟进"], False))
        self.assertEqual(len(chief.search("14号", 10)), 1)

    async def test_the_readmes_example_does_what_it_says(self):
        (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
        for other in ("README.zh-CN.md", "bindings/README.md"):
            self.assertIn(example, (ROOT / other).read_text(encoding="utf-8"))
        self.assertLessEqual(len([line for line in example.splitlines() if line]), 10)
        home = self.make_directory()
        phone = await self.enrol(lianxin.Phone.open(os.path.join(home, "phone")), "P1")
        phone.shut()
        command = [sys.executable, "-c", example]
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.stderr, done.stdout.strip()), ("", "3 of 3"))

    async def test_an_invitation_is_good_for_one_phone(self):
        invitation = self.office.invite("P1")
        first = self.open_with(Vault())
        first.begin_enrolment(invitation)
        await first.continue_enrolment()
        self.directory = self.make_directory()
        second = self.open_with(Vault(b"\x08" * 16))
        second.begin_enrolment(invitation)
        with self.assertRaises(lianxin.PhoneError) as caught:
            await second.continue_enrolment()
        problem = self.assert_problem(caught, lianxin.ErrorKind.REFUSED, "enrol.used")
        self.assertFalse(problem.is_retry_useful)

    async def test_another_office_at_the_same_address_is_not_trusted(self):
        phone = await self.enrol(self.open(), "P1")
        await phone.sync()
        address = self.office.address
        self.office.end()
        stranger = Office(PROGRAM)
        self.addCleanup(stranger.stop)
        stranger.address = address
        for name in ("LISTEN", "ADDRESSES"):
            stranger.environment[f"LIANXIN_{name}"] = address
        stranger.found()
        stranger.serve()
        with self.assertRaises(lianxin.PhoneError) as caught:
            await phone.sync()
        self.assert_problem(caught, lianxin.ErrorKind.NOT_TRUSTED, "office.not_trusted")


if __name__ == "__main__":
    unittest.main()
