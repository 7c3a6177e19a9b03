package lianxin

import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Every kind of error an app can meet, each brought about for real. Internal faults are a panic's, and are tested in Rust. */
class ErrorsTest : OfficeTests() {
    private val met = mutableSetOf<ErrorKind>()

    private inline fun meet(kind: ErrorKind, code: String, call: () -> Unit) = met.add(assertProblem(kind, code, call).kind)

    @Test
    fun `every kind of error is met`() = runBlocking<Unit> {
        val directory = directory()
        var answer: suspend () -> ByteArray = { throw TransportException.NotTrusted() }
        val transport = object : Transport {
            override suspend fun send(office: OfficeAddress, path: String, body: ByteArray) = answer()
        }
        val phone = open(directory)
        meet(ErrorKind.NOT_ENROLLED, "phone.not_enrolled") { phone.status() }
        meet(ErrorKind.ENROLMENT, "enrol.not_an_invitation") { phone.beginEnrolment("LX1:nonsense") }
        meet(ErrorKind.NOTE, "note.bank_card") { phone.recordVisit(form(note = "卡号 4111 1111 1111 1111")) }
        meet(ErrorKind.VALUE, "value.day") { phone.recordVisit(form(day = Day("2026-02-30"))) }
        meet(ErrorKind.STORAGE, "storage.busy") { open(directory) }
        meet(ErrorKind.VAULT, "vault.unavailable") {
            openWith(directory(), TestVault().apply { failure = IllegalStateException("no vault") })
        }
        office.enrol(phone, "P1")
        meet(ErrorKind.ALREADY_ENROLLED, "phone.already_enrolled") { phone.beginEnrolment(office.invite("P1")) }
        meet(ErrorKind.RIGHTS, "rights.no_post") { phone.recordVisit(form()) }
        phone.sync()
        val home = phone.search("402", 1u).single().id
        meet(ErrorKind.NOT_FOUND, "document.not_found") { phone.visit(home) }
        meet(ErrorKind.NOTHING_TO_DO, "command.nothing_to_do") { phone.editHousehold(home, HouseholdEdit()) }
        office.end()
        meet(ErrorKind.UNREACHABLE, "office.unreachable") { phone.sync() }
        phone.shut()
        meet(ErrorKind.SHUT, "phone.shut") { phone.sync() }

        val again = open(directory, transport)
        meet(ErrorKind.NOT_TRUSTED, "office.not_trusted") { again.sync() }
        answer = { throw TransportException.Refused(503u, "server.busy") }
        meet(ErrorKind.REFUSED, "server.busy") { again.sync() }
        answer = { byteArrayOf(-1, -1) }
        meet(ErrorKind.UNREADABLE, "office.unreadable") { again.sync() }
        val asked = CompletableDeferred<Unit>()
        answer = {
            asked.complete(Unit)
            awaitCancellation()
        }
        val first = launch { again.sync() }
        asked.await()
        meet(ErrorKind.BUSY, "sync.running") { again.sync() }
        first.cancelAndJoin()
        val cancelled = Cancellation().apply { cancel() }
        meet(ErrorKind.CANCELLED, "call.cancelled") { again.sync(cancellation = cancelled) }
        assertEquals(ErrorKind.entries.toSet() - ErrorKind.INTERNAL, met)
    }
}
