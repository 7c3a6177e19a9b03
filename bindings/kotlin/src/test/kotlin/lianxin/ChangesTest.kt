package lianxin

import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** What a screen hears of a phone. */
class ChangesTest : PhoneTests() {
    /** Keeps what it hears; then does something of its own. */
    private class Hearing(val after: () -> Unit = {}) : ChangeListener {
        val heard = LinkedBlockingQueue<Set<Change>>()

        override fun changed(changes: Set<Change>) {
            heard += changes
            after()
        }

        fun next(): Set<Change> = assertNotNull(heard.poll(10, TimeUnit.SECONDS))
    }

    private fun draft(phone: Phone) = phone.saveDraft(phone.newDraftId(), null, byteArrayOf())

    @Test
    fun `a listener hears what changed, may read, and a throwing one is called again`() {
        val phone = open(directory())
        val seen = AtomicInteger()
        val listener = Hearing {
            seen.set(phone.drafts().size)
            error("a fault of the app's own")
        }
        phone.subscribe(listener).use {
            repeat(2) {
                draft(phone)
                assertEquals(setOf(Change.DRAFTS), listener.next())
            }
        }
        assertEquals(2, seen.get())
    }

    @Test
    fun `once closed a listener is not called, and a call under way is over`() {
        val phone = open(directory())
        val over = AtomicInteger()
        val listener = Hearing {
            Thread.sleep(100)
            over.incrementAndGet()
        }
        val subscription = phone.subscribe(listener)
        draft(phone)
        listener.next()
        subscription.close()
        assertEquals(1, over.get())
        draft(phone)
        assertNull(listener.heard.poll(200, TimeUnit.MILLISECONDS))
        assertFailsWith<IllegalStateException> { subscription.stop() }
    }

    @Test
    fun `a listener may close itself`() {
        val phone = open(directory())
        val subscription = LinkedBlockingQueue<Subscription>()
        val listener = Hearing { subscription.take().close() }
        subscription += phone.subscribe(listener)
        draft(phone)
        listener.next()
        draft(phone)
        assertNull(listener.heard.poll(200, TimeUnit.MILLISECONDS))
    }

    @Test
    fun `what is written while threads listen, close and go arrives`() {
        val phone = open(directory())
        val listener = Hearing()
        val (started, failures) = CountDownLatch(8) to LinkedBlockingQueue<Throwable>()
        phone.subscribe(listener).use {
            val threads = List(8) {
                thread {
                    started.countDown()
                    runCatching { repeat(50) { phone.subscribe(Hearing()).use { draft(phone) } } }.onFailure { failures += it }
                }
            }
            started.await()
            threads.forEach { it.join() }
            assertEquals(setOf(Change.DRAFTS), listener.next())
        }
        assertEquals(emptyList<Throwable>() to 400, failures.toList() to phone.drafts().size)
    }

    @Test
    fun `a flow begins with everything, hears each change and ends with its collector`() = runBlocking<Unit> {
        val phone = open(directory())
        val heard = Channel<Set<Change>>(Channel.UNLIMITED)
        val collector = launch { phone.changes().collect { heard.send(it) } }
        assertEquals(Change.entries.toSet(), withTimeout(10_000) { heard.receive() })
        draft(phone)
        assertEquals(setOf(Change.DRAFTS), withTimeout(10_000) { heard.receive() })
        collector.cancel()
        collector.join()
        draft(phone)
        assertTrue(heard.tryReceive().isFailure)
    }

    @Test
    fun `what a screen shows is read again when it changes and not otherwise`() = runBlocking<Unit> {
        val phone = open(directory())
        val reads = AtomicInteger()
        val shown = async {
            phone.shown(Change.DRAFTS, Change.ENROLMENT) { reads.incrementAndGet(); drafts().size }.take(2).toList()
        }
        while (reads.get() == 0) kotlinx.coroutines.delay(5)
        // The status changes, and with it what needs attention; neither is shown.
        phone.settleAttention(Hash("0".repeat(52)), 0u)
        draft(phone)
        assertEquals(listOf(0, 1), withTimeout(10_000) { shown.await() })
        assertEquals(2, reads.get())
    }

    @Test
    fun `a start that fails reaches the collector, and so does a read that fails`() = runBlocking<Unit> {
        val phone = open(directory())
        assertProblem(ErrorKind.NOT_ENROLLED, "phone.not_enrolled") { phone.shown(Change.STATUS) { status() }.first() }
        phone.shut()
        assertProblem(ErrorKind.SHUT, "phone.shut") { phone.changes().first() }
    }

    @Test
    fun `a phone that is shut calls no listener any more`() {
        val directory = directory()
        val phone = open(directory)
        val listener = Hearing()
        val subscription = phone.subscribe(listener)
        phone.shut()
        assertFalse(listener.heard.isNotEmpty())
        subscription.close()
        draft(open(directory))
        assertNull(listener.heard.poll(100, TimeUnit.MILLISECONDS))
    }
}
