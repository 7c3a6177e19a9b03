package lianxin

import java.lang.ref.WeakReference
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** Handles by the thousand: what is closed or let go leaves nothing behind. */
class HandlesTest : PhoneTests() {
    private class Counting(private val heard: AtomicInteger, private val all: CountDownLatch) : ChangeListener {
        override fun changed(changes: Set<Change>) {
            heard.incrementAndGet()
            all.countDown()
        }
    }

    private fun draft(phone: Phone) = phone.saveDraft(phone.newDraftId(), null, byteArrayOf())

    /** Collects garbage until it is so, for ten seconds at most. */
    private fun eventually(isSo: () -> Boolean): Boolean {
        repeat(200) {
            if (isSo()) return true
            System.gc()
            Thread.sleep(50)
        }
        return isSo()
    }

    @Test
    fun `ten thousand cancellations come and go`() {
        val handles = List(10_000) { Cancellation() }
        handles.filterIndexed { index, _ -> index % 2 == 0 }.forEach { it.cancel() }
        assertEquals(5_000, handles.count { it.isCancelled() })
        handles.forEach { it.close() }
        assertFailsWith<IllegalStateException> { handles.first().isCancelled() }
    }

    @Test
    fun `ten thousand subscriptions hear, and once closed neither hear nor are kept`() {
        val phone = open(directory())
        val (heard, all) = AtomicInteger() to CountDownLatch(10_000)
        val listeners = MutableList(10_000) { Counting(heard, all) }
        val subscriptions = listeners.map { phone.subscribe(it) }
        draft(phone)
        assertTrue(all.await(60, TimeUnit.SECONDS))
        subscriptions.forEach { it.close() }
        draft(phone)
        Thread.sleep(100)
        assertEquals(10_000, heard.get())
        val kept = listeners.map { WeakReference(it) }
        listeners.clear()
        assertTrue(eventually { kept.all { it.get() == null } }, "the library still holds listeners")
    }

    @Test
    fun `a subscription nobody holds any more ends by itself`() {
        val phone = open(directory())
        val heard = AtomicInteger()
        val kept = List(100) { WeakReference(Counting(heard, CountDownLatch(1)).also { phone.subscribe(it) }) }
        assertTrue(eventually { kept.all { it.get() == null } }, "the library still holds listeners")
        draft(phone)
        Thread.sleep(100)
        assertEquals(0, heard.get())
    }

    @Test
    fun `phones that were closed leave neither files nor threads`() {
        val process = Path.of("/proc/self")
        if (!Files.isDirectory(process)) return
        fun files() = Files.list(process.resolve("fd")).use { all ->
            all.filter { runCatching { "store.db" in Files.readSymbolicLink(it).toString() }.getOrDefault(false) }.count()
        }
        fun threads() = Files.list(process.resolve("task")).use { all ->
            all.filter { runCatching { "lianxin-changes" in Files.readString(it.resolve("comm")) }.getOrDefault(false) }.count()
        }
        val directory = directory().toString()
        repeat(50) {
            val phone = Phone.open(directory)
            phone.subscribe(Counting(AtomicInteger(), CountDownLatch(1)))
            if (it == 0) assertTrue(eventually { files() > 0 && threads() > 0 }, "the phone's file and thread have other names")
            phone.close()
        }
        assertTrue(eventually { files() == 0L && threads() == 0L })
    }
}
