package lianxin

import java.util.Collections
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** The way across without an office: what a phone says, keeps and refuses. */
class PhoneTest : PhoneTests() {
    @Test
    fun `a phone that is not enrolled says so in the language of the app`() {
        val phone = open(directory())
        assertFalse(phone.isEnrolled())
        val words = listOf("zh-CN", "en").flatMap { tag ->
            assertEquals(tag, setLanguage(tag))
            listOf({ phone.status() }, { phone.today() }, { phone.officeAddress() }).map { call ->
                assertProblem(ErrorKind.NOT_ENROLLED, "phone.not_enrolled") { call() }.words
            }
        }
        assertEquals(2, words.toSet().size)
        assertEquals("en", setLanguage("tlh"), "a language not spoken here changes nothing")
    }

    @Test
    fun `one phone is open once at a time`() {
        val directory = directory()
        val phone = open(directory)
        assertTrue(assertProblem(ErrorKind.STORAGE, "storage.busy") { open(directory) }.isRetryUseful)
        phone.shut()
        open(directory)
    }

    @Test
    fun `a phone that was shut or closed answers with an error and never with a crash`() = runBlocking<Unit> {
        val phone = open(directory())
        val draft = phone.newDraftId()
        phone.shut()
        phone.shut()
        listOf({ phone.status() }, { phone.drafts() }, { phone.isEnrolled() }, { phone.saveDraft(draft, null, byteArrayOf()) })
            .forEach { call -> assertProblem(ErrorKind.SHUT, "phone.shut") { call() } }
        assertProblem(ErrorKind.SHUT, "phone.shut") { phone.sync() }
        phone.close()
        assertFailsWith<IllegalStateException> { phone.status() }
    }

    @Test
    fun `a place that cannot be written is an error of the storage`() {
        assertProblem(ErrorKind.STORAGE, "storage.io") { Phone.open("/dev/null/phone") }
    }

    @Test
    fun `drafts survive reopening`() {
        val directory = directory()
        val phone = open(directory)
        val (first, second) = phone.newDraftId() to phone.newDraftId()
        phone.saveDraft(first, null, "写了一半".encodeToByteArray())
        phone.saveDraft(second, null, byteArrayOf())
        phone.dropDraft(second)
        phone.shut()
        val draft = open(directory).drafts().single()
        assertEquals(Triple(first, null, "写了一半"), Triple(draft.id, draft.household, draft.form.decodeToString()))
    }

    @Test
    fun `a note is checked before it is saved, at the places Kotlin counts`() {
        assertTrue(checkNote("住户反映楼道灯不亮。").isEmpty())
        val note = "😀住户有糖尿病。"
        val hit = checkNote(note).single()
        assertEquals(HitKind.DISEASE to false, hit.kind to hit.isBlocking)
        assertEquals("糖尿病", note.substring(hit.start.toInt(), hit.end.toInt()))
        val card = checkNote("卡号 4111 1111 1111 1111").single()
        assertEquals(HitKind.BANK_CARD to true, card.kind to card.isBlocking)
        val phone = open(directory())
        assertProblem(ErrorKind.NOTE, "note.bank_card") { phone.recordVisit(form(note = "卡号 4111 1111 1111 1111")) }
        assertProblem(ErrorKind.NOT_ENROLLED, "phone.not_enrolled") { phone.recordVisit(form()) }
    }

    @Test
    fun `words and titles come from the core`() {
        assertEquals("办公室已收 3/4", text("delivered", mapOf("n" to "3", "m" to "4")))
        assertNull(text("no_such_key"))
        assertEquals(listOf("见到了", "无人在家", "婉拒", "已搬走", "空置"), VisitOutcome.entries.map { it.title() })
        setLanguage("en")
        assertEquals("grid chief", Role.GRID_CHIEF.title())
    }

    @Test
    fun `an id that is none is an error of the call, and what is not there is not found`() {
        val phone = open(directory())
        assertProblem(ErrorKind.VALUE, "value.document") { phone.household(DocumentId("nonsense")) }
        assertProblem(ErrorKind.VALUE, "value.draft") { phone.dropDraft(DraftId("00")) }
        assertProblem(ErrorKind.VALUE, "value.hash") { phone.settleAttention(Hash(""), 0u) }
        assertProblem(ErrorKind.VALUE, "value.day") { phone.recordVisit(form(day = Day("2026-02-30"))) }
        assertProblem(ErrorKind.VALUE, "value.assignment") { phone.recordVisit(form(post = AssignmentId("!"))) }
        assertProblem(ErrorKind.NOT_FOUND, "document.not_found") { phone.household(DocumentId("0".repeat(26))) }
        assertTrue(phone.search("三单元", 10u).isEmpty() && phone.conflicts().isEmpty() && phone.attention().isEmpty())
    }

    @Test
    fun `what a vault throws becomes the phone's error`() {
        val vault = TestVault()
        val cases = listOf(
            VaultException.WrongKey() to ("vault.wrong_key" to false),
            VaultException.Unavailable() to ("vault.unavailable" to true),
            IllegalStateException("a fault of the app's own") to ("vault.unavailable" to true),
        )
        for ((failure, expected) in cases) {
            vault.failure = failure
            val problem = assertProblem(ErrorKind.VAULT, expected.first) { openWith(directory(), vault) }
            assertEquals(expected.second, problem.isRetryUseful)
        }
    }

    @Test
    fun `a platform's vault keeps the store's key, and one that gives nonsense is an error`() {
        val directory = directory()
        val phone = openWith(directory, TestVault())
        phone.saveDraft(phone.newDraftId(), null, "kept".encodeToByteArray())
        phone.shut()
        val nonsense = object : KeyVault by TestVault() {
            override fun unwrap(name: String, wrapped: ByteArray) = "short".encodeToByteArray()
        }
        assertProblem(ErrorKind.VAULT, "vault.wrong_key") { openWith(directory, nonsense) }
        assertContentEquals("kept".encodeToByteArray(), openWith(directory, TestVault()).drafts().single().form)
    }

    @Test
    fun `the clock may be the platform's and a broken one gives way`() {
        val still = object : Host {
            override fun now() = Timestamp(1_000_000_000_000)
            override fun random(length: UInt) = ByteArray(length.toInt()) { it.toByte() }
        }
        val broken = object : Host {
            override fun now(): Timestamp = error("no clock")
            override fun random(length: UInt) = byteArrayOf()
        }
        val directory = directory()
        val phone = openWith(directory, TestVault(), still)
        phone.saveDraft(phone.newDraftId(), null, byteArrayOf())
        assertEquals(Timestamp(1_000_000_000_000), phone.drafts().single().updatedAt)
        phone.shut()
        val again = openWith(directory, TestVault(), broken)
        assertNotEquals(again.newDraftId(), again.newDraftId())
        again.saveDraft(again.newDraftId(), null, byteArrayOf())
        assertTrue(System.currentTimeMillis() - again.drafts().maxOf { it.updatedAt.milliseconds } < 60_000)
    }

    @Test
    fun `days and instants are read as the language's own, and a day it does not know stays as it is`() {
        assertEquals(java.time.LocalDate.of(2026, 11, 24), Day("2026-11-24").date)
        assertEquals(Day("2026-11-24"), Day(java.time.LocalDate.of(2026, 11, 24)))
        assertNull(Day("5881580-07-11").date)
        assertEquals(Timestamp(7), Timestamp(java.time.Instant.ofEpochMilli(7)))
        assertEquals(7, Timestamp(7).instant.toEpochMilli())
    }

    @Test
    fun `threads share a phone`() {
        val phone = open(directory())
        val failures = Collections.synchronizedList(mutableListOf<Throwable>())
        val threads = List(8) {
            thread {
                runCatching { repeat(50) { phone.saveDraft(phone.newDraftId(), null, byteArrayOf(1)) } }
                    .onFailure { failures += it }
            }
        }
        threads.forEach { it.join() }
        assertEquals(emptyList<Throwable>() to 400, failures.toList() to phone.drafts().size)
    }
}
