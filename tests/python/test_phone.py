"""The bindings with Python as the host: every way across, without an office. `test_office.py` has one."""

import asyncio
import threading
import time
import unittest

from support import PhoneTest, Vault, invitation, lianxin

Kind = lianxin.ErrorKind
PhoneError = lianxin.PhoneError


class Opening(PhoneTest):
    async def test_a_phone_that_is_not_enrolled_says_so_in_the_language_of_the_app(self):
        phone = self.open()
        self.assertFalse(phone.is_enrolled())
        words = set()
        for tag in ("zh-CN", "en"):
            self.assertEqual(lianxin.set_language(tag), tag)
            for call in (phone.status, phone.today, phone.office_address):
                with self.assertRaises(PhoneError) as caught:
                    call()
                problem = self.assert_problem(caught, Kind.NOT_ENROLLED, "phone.not_enrolled")
                self.assertFalse(problem.is_retry_useful)
                words.add(problem.words)
        self.assertEqual(len(words), 2)
        self.assertEqual(lianxin.set_language("tlh"), "en", "a language not spoken here changes nothing")

    async def test_one_phone_is_open_once_at_a_time(self):
        phone = self.open()
        with self.assertRaises(PhoneError) as caught:
            self.open()
        self.assertTrue(self.assert_problem(caught, Kind.STORAGE, "storage.busy").is_retry_useful)
        phone.shut()
        self.open()

    async def test_a_phone_that_was_shut_answers_with_an_error_and_never_with_a_crash(self):
        phone = self.open()
        draft = phone.new_draft_id()
        phone.shut()
        phone.shut()
        for call in (phone.status, phone.drafts, phone.is_enrolled, lambda: phone.save_draft(draft, None, b"")):
            with self.assertRaises(PhoneError) as caught:
                call()
            self.assert_problem(caught, Kind.SHUT, "phone.shut")
        with self.assertRaises(PhoneError) as caught:
            await phone.sync()
        self.assert_problem(caught, Kind.SHUT, "phone.shut")

    async def test_a_place_that_cannot_be_written_is_an_error_of_the_storage(self):
        with self.assertRaises(PhoneError) as caught:
            lianxin.Phone.open("/dev/null/phone")
        self.assert_problem(caught, Kind.STORAGE, "storage.io")


class Typing(PhoneTest):
    async def test_drafts_survive_reopening(self):
        phone = self.open()
        first, second = phone.new_draft_id(), phone.new_draft_id()
        phone.save_draft(first, None, "写了一半".encode())
        phone.save_draft(second, None, b"")
        phone.drop_draft(second)
        phone.shut()
        drafts = self.open().drafts()
        self.assertEqual([(draft.id, draft.household, draft.form.decode()) for draft in drafts], [(first, None, "写了一半")])

    async def test_a_note_is_checked_before_it_is_saved(self):
        self.assertEqual(lianxin.check_note("住户反映楼道灯不亮。"), [])
        note = "😀住户有糖尿病。"
        (hit,) = lianxin.check_note(note)
        self.assertEqual((hit.kind, hit.is_blocking), (lianxin.HitKind.DISEASE, False))
        units = note.encode("utf-16-le")[2 * hit.start : 2 * hit.end].decode("utf-16-le")
        self.assertEqual(units, "糖尿病")
        (card,) = lianxin.check_note("卡号 4111 1111 1111 1111")
        self.assertEqual((card.kind, card.is_blocking), (lianxin.HitKind.BANK_CARD, True))
        self.assertNotEqual(card.words, hit.words)

    async def test_words_and_titles_come_from_the_core(self):
        self.assertEqual(lianxin.text("delivered", {"n": "3", "m": "4"}), "办公室已收 3/4")
        self.assertIsNone(lianxin.text("no_such_key"))
        titles = [outcome.title() for outcome in lianxin.VisitOutcome]
        self.assertEqual(titles, ["见到了", "无人在家", "婉拒", "已搬走", "空置"])
        lianxin.set_language("en")
        self.assertEqual(lianxin.Role.GRID_CHIEF.title(), "grid chief")

    async def test_an_id_that_is_none_is_an_error_of_the_call(self):
        phone = self.open()
        for call, code in (
            (lambda: phone.household("nonsense"), "value.document"),
            (lambda: phone.drop_draft("00"), "value.draft"),
            (lambda: phone.settle_attention("", 0), "value.hash"),
            (lambda: phone.record_visit(form(day="2026-02-30")), "value.day"),
            (lambda: phone.record_visit(form(post="!")), "value.assignment"),
        ):
            with self.assertRaises(PhoneError) as caught:
                call()
            self.assert_problem(caught, Kind.VALUE, code)

    async def test_what_the_phone_does_not_hold_is_not_found(self):
        phone = self.open()
        with self.assertRaises(PhoneError) as caught:
            phone.household("0" * 26)
        self.assert_problem(caught, Kind.NOT_FOUND, "document.not_found")
        self.assertEqual((phone.search("三单元", 10), phone.conflicts(), phone.attention()), ([], [], []))

    async def test_a_note_that_may_not_be_saved_is_not(self):
        phone = self.open()
        with self.assertRaises(PhoneError) as caught:
            phone.record_visit(form(note="卡号 4111 1111 1111 1111"))
        self.assert_problem(caught, Kind.NOTE, "note.bank_card")
        with self.assertRaises(PhoneError) as caught:
            phone.record_visit(form())
        self.assert_problem(caught, Kind.NOT_ENROLLED, "phone.not_enrolled")


def form(**fields):
    """A form with its two required fields, and whatever else."""
    door = lianxin.Door.UNLISTED(lianxin.Dwelling(estate="柳荫苑", building="3", unit="1", room="402"))
    return lianxin.VisitForm(door=door, outcome=lianxin.VisitOutcome.MET, **fields)


class Platform(PhoneTest):
    async def test_a_platforms_vault_keeps_the_stores_key(self):
        phone = self.open_with(Vault())
        draft = phone.new_draft_id()
        phone.save_draft(draft, None, b"kept")
        phone.shut()
        self.assertEqual(self.open_with(Vault()).drafts()[0].form, b"kept")

    async def test_what_a_vault_raises_becomes_the_phones_error(self):
        for failure, code, retry in (
            (lianxin.VaultError.WrongKey(), "vault.wrong_key", False),
            (lianxin.VaultError.Unavailable(), "vault.unavailable", True),
            (ValueError("a fault of the app's own"), "vault.unavailable", True),
        ):
            vault = Vault()
            vault.failure = failure
            with self.assertRaises(PhoneError) as caught:
                self.open_with(vault)
            self.assertEqual(self.assert_problem(caught, Kind.VAULT, code).is_retry_useful, retry)

    async def test_a_vault_that_gives_nonsense_is_an_error_and_no_crash(self):
        self.open_with(Vault()).shut()
        vault = Vault()
        vault.unwrap = lambda name, wrapped: b"short"
        with self.assertRaises(PhoneError) as caught:
            self.open_with(vault)
        self.assert_problem(caught, Kind.VAULT, "vault.wrong_key")

    async def test_the_clock_may_be_the_platforms_and_a_broken_one_gives_way(self):
        class Host(lianxin.Host):
            def now(self):
                return 1_000_000_000_000

            def random(self, length):
                return bytes(range(length))

        class Broken(lianxin.Host):
            def now(self):
                raise RuntimeError("no clock")

            def random(self, length):
                return b""

        phone = self.open_with(Vault(), Host())
        phone.save_draft(phone.new_draft_id(), None, b"")
        self.assertEqual(phone.drafts()[0].updated_at, 1_000_000_000_000)
        phone.shut()
        phone = self.open_with(Vault(), Broken())
        self.assertNotEqual(phone.new_draft_id(), phone.new_draft_id())
        phone.save_draft(phone.new_draft_id(), None, b"now")
        newest = max(draft.updated_at for draft in phone.drafts())
        self.assertAlmostEqual(newest / 1000, time.time(), delta=60)


class Transport(lianxin.Transport):
    """Answers what it was told to: bytes, or an exception."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    async def send(self, office, path, body):
        self.asked.append((office, path, body))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Endless(lianxin.Transport):
    """Never answers; tells when it was asked and when it was given up."""

    def __init__(self):
        self.asked = asyncio.Event()
        self.given_up = asyncio.Event()

    async def send(self, office, path, body):
        self.asked.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            self.given_up.set()
            raise


class Office(PhoneTest):
    async def test_a_text_that_is_no_invitation_is_refused_at_once(self):
        phone = self.open()
        good = invitation(["office.example:8443"])
        for text in ("", "https://example.com", good[:-1], good.replace("LX1", "LX2"), "LX1:" + good[:6:-1]):
            with self.assertRaises(PhoneError) as caught:
                phone.begin_enrolment(text)
            problem = self.assert_problem(caught, Kind.ENROLMENT, "enrol.not_an_invitation")
            self.assertFalse(problem.is_retry_useful)

    async def test_an_enrolment_begins_with_an_invitation(self):
        phone = self.open()
        with self.assertRaises(PhoneError) as caught:
            await phone.continue_enrolment()
        self.assert_problem(caught, Kind.NOT_ENROLLED, "phone.not_enrolled")
        with self.assertRaises(PhoneError) as caught:
            await phone.sync()
        self.assert_problem(caught, Kind.NOT_ENROLLED, "phone.not_enrolled")

    async def test_the_transport_gets_address_pin_path_and_the_same_request_each_time(self):
        transport = Transport(lianxin.TransportError.Unreachable())
        phone = self.open(transport)
        address = phone.begin_enrolment(invitation(["office.example:8443", "10.0.0.5:8443"]).lower())
        self.assertEqual(address.addresses, ["office.example:8443", "10.0.0.5:8443"])
        self.assertEqual(address.tls_pin, b"\x04" * 32)
        for _ in range(2):
            with self.assertRaises(PhoneError):
                await phone.continue_enrolment()
        (office, path, body), again = transport.asked
        self.assertEqual((office, path), (address, "/v1/enrol"))
        self.assertEqual(again, (office, path, body))
        self.assertGreater(len(body), 96)

    async def test_what_a_transport_raises_becomes_the_phones_error(self):
        refused = lianxin.TransportError.Refused
        cases = (
            (lianxin.TransportError.Unreachable(), Kind.UNREACHABLE, "office.unreachable", True),
            (lianxin.TransportError.NotTrusted(), Kind.NOT_TRUSTED, "office.not_trusted", True),
            (refused(410, "enrol.used"), Kind.REFUSED, "enrol.used", False),
            (refused(503, "server.busy"), Kind.REFUSED, "server.busy", True),
            (OSError("a fault of the app's own"), Kind.UNREACHABLE, "office.unreachable", True),
            (b"\xff\xff", Kind.ENROLMENT, "enrol.malformed", False),
        )
        transport = Transport(None)
        phone = self.open(transport)
        phone.begin_enrolment(invitation(["office.example:8443"]))
        for answer, kind, code, retry in cases:
            transport.answer = answer
            with self.assertRaises(PhoneError) as caught:
                await phone.continue_enrolment()
            self.assertEqual(self.assert_problem(caught, kind, code).is_retry_useful, retry)
        self.assertFalse(phone.is_enrolled())

    async def test_the_librarys_own_transport_says_when_nobody_answers(self):
        phone = self.open()
        phone.begin_enrolment(invitation(["127.0.0.1:1"]))
        with self.assertRaises(PhoneError) as caught:
            await phone.continue_enrolment()
        self.assert_problem(caught, Kind.UNREACHABLE, "office.unreachable")

    async def test_a_call_that_is_dropped_ends_and_so_does_what_it_waited_for(self):
        transport = Endless()
        phone = self.open(transport)
        phone.begin_enrolment(invitation(["office.example:8443"]))
        call = asyncio.create_task(phone.continue_enrolment())
        await transport.asked.wait()
        call.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await call
        await given_up(transport)
        phone.save_draft(phone.new_draft_id(), None, b"the phone goes on")

    async def test_a_cancellation_ends_the_call_where_dropping_is_not_possible(self):
        transport = Endless()
        phone = self.open(transport)
        phone.begin_enrolment(invitation(["office.example:8443"]))
        cancellation = lianxin.Cancellation()
        call = asyncio.create_task(phone.continue_enrolment(cancellation))
        await transport.asked.wait()
        cancellation.cancel()
        with self.assertRaises(PhoneError) as caught:
            await call
        self.assertTrue(self.assert_problem(caught, Kind.CANCELLED, "call.cancelled").is_retry_useful)
        await given_up(transport)
        self.assertTrue(cancellation.is_cancelled())

    async def test_the_phone_answers_while_a_call_waits(self):
        transport = Endless()
        phone = self.open(transport)
        phone.begin_enrolment(invitation(["office.example:8443"]))
        call = asyncio.create_task(phone.continue_enrolment())
        await transport.asked.wait()
        self.assertEqual(phone.drafts(), [])
        call.cancel()


async def given_up(transport):
    """Waits until the transport was told, with something now and then that wakes the loop."""
    for _ in range(500):
        if transport.given_up.is_set():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody told the transport")


class Many(PhoneTest):
    async def test_ten_thousand_handles_come_and_go_quickly(self):
        started = time.monotonic()
        handles = [lianxin.Cancellation() for _ in range(10_000)]
        for handle in handles[::2]:
            handle.cancel()
        self.assertEqual(sum(handle.is_cancelled() for handle in handles), 5_000)
        del handles, handle
        self.assertLess(time.monotonic() - started, 10)

    async def test_threads_share_a_phone(self):
        phone = self.open()
        failures = []

        def write():
            try:
                for _ in range(50):
                    phone.save_draft(phone.new_draft_id(), None, b"x")
            except Exception as error:  # noqa: BLE001: whatever it is, the test fails with it
                failures.append(error)

        threads = [threading.Thread(target=write) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((failures, len(phone.drafts())), ([], 400))


if __name__ == "__main__":
    unittest.main()
