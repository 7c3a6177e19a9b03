"""What a listener in Python hears of a phone."""

import queue
import threading
import time
import unittest
import weakref

from support import PhoneTest, lianxin

Change = lianxin.Change


class Listener(lianxin.ChangeListener):
    """Keeps what it hears; then does something of its own."""

    def __init__(self, after=lambda: None):
        self.heard = queue.Queue()
        self.after = after

    def changed(self, changes):
        self.heard.put(changes)
        self.after()

    def next(self):
        return self.heard.get(timeout=10)


def draft(phone):
    phone.save_draft(phone.new_draft_id(), None, b"x")


class Changes(PhoneTest):
    async def test_a_listener_hears_what_changed_and_may_read(self):
        phone = self.open()
        seen = []
        listener = Listener(lambda: seen.append(len(phone.drafts())))
        subscription = phone.subscribe(listener)
        draft(phone)
        self.assertEqual(listener.next(), {Change.DRAFTS})
        subscription.stop()
        self.assertEqual(seen, [1])
        draft(phone)
        with self.assertRaises(queue.Empty):
            listener.heard.get(timeout=0.2)

    async def test_a_call_under_way_is_over_when_stop_returns(self):
        phone = self.open()
        over = []

        def slow():
            time.sleep(0.1)
            over.append(True)

        listener = Listener(slow)
        subscription = phone.subscribe(listener)
        draft(phone)
        listener.next()
        subscription.stop()
        self.assertEqual(over, [True])

    async def test_a_listener_that_raises_is_called_again(self):
        def fail():
            raise RuntimeError("a fault of the app's own")

        phone = self.open()
        listener = Listener(fail)
        subscription = phone.subscribe(listener)
        for _ in range(2):
            draft(phone)
            self.assertEqual(listener.next(), {Change.DRAFTS})
        subscription.stop()

    async def test_letting_go_of_the_handle_ends_it_and_lets_the_listener_go(self):
        phone = self.open()
        listener = Listener()
        subscription = phone.subscribe(listener)
        kept = weakref.ref(listener)
        del listener, subscription
        self.assertIsNone(kept())
        draft(phone)

    async def test_a_thousand_subscriptions_hear_and_go(self):
        phone = self.open()
        everybody = threading.Semaphore(0)
        subscriptions = [phone.subscribe(Listener(everybody.release)) for _ in range(1_000)]
        draft(phone)
        for _ in subscriptions:
            self.assertTrue(everybody.acquire(timeout=10))
        for subscription in subscriptions:
            subscription.stop()
        draft(phone)
        self.assertFalse(everybody.acquire(timeout=0.2))

    async def test_a_phone_that_was_shut_takes_no_listener(self):
        phone = self.open()
        phone.shut()
        with self.assertRaises(lianxin.PhoneError) as caught:
            phone.subscribe(Listener())
        self.assert_problem(caught, lianxin.ErrorKind.SHUT, "phone.shut")


if __name__ == "__main__":
    unittest.main()
