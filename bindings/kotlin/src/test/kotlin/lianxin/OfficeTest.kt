package lianxin

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** A phone on the JVM and an office that runs, over TLS: enrolment, work without a signal, sync. */
class OfficeTest : OfficeTests() {
    @Test
    fun `a phone enrols, records without a signal and syncs`() = runBlocking<Unit> {
        val directory = directory()
        var phone = office.enrol(openWith(directory, TestVault()), "P1")
        val phases = mutableListOf<Phase>()
        // A screen's fault must not end a sync.
        val listener = object : SyncListener {
            override fun progress(phase: Phase) {
                phases += phase
                error("a fault of the app's own")
            }
        }
        assertTrue(phone.sync(listener).isComplete)
        assertEquals(Phase.Connecting to Phase.Done, phases.first() to phases.last())
        val home = phone.search("402", 10u).single()
        assertEquals("槐荫苑 3-1-402" to HouseholdClass.CARE, home.dwelling to home.householdClass)
        assertEquals(3, phone.today().items.size)

        office.end()
        val saved = phone.recordVisit(
            VisitForm(
                door = Door.Listed(home.id),
                outcome = VisitOutcome.MET,
                note = "扶手已约师傅周四来。",
                wish = ContactWish.CALL_FIRST,
            ),
        )
        assertEquals(0uL to 1uL, phone.status().let { it.delivered to it.made })
        assertTrue(phone.visit(saved.visit).isUndelivered)
        assertProblem(ErrorKind.UNREACHABLE, "office.unreachable") { phone.sync() }
        phone.shut()

        phone = openWith(directory, TestVault())
        office.serve()
        val second = phone.sync()
        assertEquals(Triple(true, 1uL, 1uL), Triple(second.isComplete, second.delivered, second.made))
        val visit = phone.household(home.id).visits.single()
        assertEquals(Triple("扶手已约师傅周四来。", true, false), Triple(visit.row.note, visit.isOwn, visit.isUndelivered))

        val chief = office.enrol(open(directory()), "P2")
        assertTrue(chief.sync().isComplete)
        val seen = chief.household(home.id)
        assertEquals(ContactWish.CALL_FIRST to "秦知禾（演示）", seen.row.wish to seen.visits.single().authorName)
    }

    @Test
    fun `contacts are the colleagues of the registers, with the duty phones of the office's list`() = runBlocking<Unit> {
        val phone = office.enrol(open(directory()), "P1")
        assertTrue(phone.contacts().isEmpty(), "the registers come with the first sync")
        phone.sync()
        office.end()
        val (own, chief) = phone.contacts()
        assertEquals(Triple("秦知禾（演示）", Role.GRID_WORKER, "000-1234567"), Triple(own.name, own.role, own.dutyPhone))
        assertEquals(Triple("马晓川（演示）", Role.GRID_CHIEF, null), Triple(chief.name, chief.role, chief.dutyPhone))
        assertEquals(listOf(true, false), listOf(own, chief).map { it.isOwn })
        assertEquals(listOf("东南-01", "东南-01"), phone.contacts().map { it.place })
    }

    @Test
    fun `needs to choose from begin with the most frequent, and an unlisted door is written as the ledger writes it`() = runBlocking<Unit> {
        val phone = office.enrol(open(directory()), "P1")
        phone.sync()
        assertEquals(listOf("助行器具跟进", "家电小修", "邻里噪音"), phone.needs())
        val doors = mapOf(
            Dwelling("长安苑", "A", "1", "1203") to "长安苑 A-1-1203",
            Dwelling("长安苑", "3栋", "2单元", "401") to "长安苑 3栋2单元401",
            Dwelling(estate = " 向阳巷 ", room = "14号") to "向阳巷 14号",
        )
        for ((dwelling, line) in doors) {
            val needs = listOf(Need("邻里噪音"))
            val saved = phone.recordVisit(VisitForm(door = Door.Unlisted(dwelling), outcome = VisitOutcome.MET, needs = needs))
            assertEquals(line to line, phone.household(saved.household).row.dwelling to dwellingLine(dwelling))
        }
        assertEquals(listOf("邻里噪音", "助行器具跟进", "家电小修"), phone.needs())
    }

    @Test
    fun `an invitation is good for one phone`() = runBlocking<Unit> {
        val invitation = office.invite("P1")
        val first = open(directory())
        first.beginEnrolment(invitation)
        first.continueEnrolment()
        val second = open(directory())
        second.beginEnrolment(invitation)
        val problem = assertProblem(ErrorKind.REFUSED, "enrol.used") { second.continueEnrolment() }
        assertFalse(problem.isRetryUseful)
        assertProblem(ErrorKind.ENROLMENT, "enrol.not_an_invitation") { open(directory()).beginEnrolment("LX1:nonsense") }
    }

    @Test
    fun `a transport of the platform's is asked, and its failures become the phone's`() = runBlocking<Unit> {
        var answer: Throwable = TransportException.Unreachable()
        val asked = mutableListOf<String>()
        val transport = object : Transport {
            override suspend fun send(office: OfficeAddress, path: String, body: ByteArray): ByteArray {
                asked += path
                throw answer
            }
        }
        val phone = open(directory(), transport)
        phone.beginEnrolment(office.invite("P1"))
        val cases = listOf(
            TransportException.Unreachable() to (ErrorKind.UNREACHABLE to "office.unreachable"),
            TransportException.NotTrusted() to (ErrorKind.NOT_TRUSTED to "office.not_trusted"),
            TransportException.Refused(503u, "server.busy") to (ErrorKind.REFUSED to "server.busy"),
            IllegalStateException("a fault of the app's own") to (ErrorKind.UNREACHABLE to "office.unreachable"),
        )
        for ((failure, expected) in cases) {
            answer = failure
            assertProblem(expected.first, expected.second) { phone.continueEnrolment() }
        }
        assertEquals(List(4) { "/v1/enrol" }, asked)
    }

    @Test
    fun `a coroutine that is cancelled ends the call and what it waited for, and the phone goes on`() = runBlocking<Unit> {
        val (asked, givenUp) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        val endless = object : Transport {
            override suspend fun send(office: OfficeAddress, path: String, body: ByteArray): ByteArray {
                asked.complete(Unit)
                try {
                    awaitCancellation()
                } finally {
                    givenUp.complete(Unit)
                }
            }
        }
        val phone = open(directory(), endless)
        phone.beginEnrolment(office.invite("P1"))
        val call = launch { phone.continueEnrolment() }
        asked.await()
        assertTrue(phone.drafts().isEmpty(), "the phone answers while a call waits")
        call.cancelAndJoin()
        withTimeout(10_000) { givenUp.await() }
        phone.saveDraft(phone.newDraftId(), null, byteArrayOf())

        val cancellation = Cancellation()
        cancellation.cancel()
        assertProblem(ErrorKind.CANCELLED, "call.cancelled") { phone.continueEnrolment(cancellation) }
    }
}
