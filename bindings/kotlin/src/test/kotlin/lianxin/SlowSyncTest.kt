package lianxin

import java.net.URI
import java.security.SecureRandom
import java.security.cert.X509Certificate
import javax.net.ssl.HttpsURLConnection
import javax.net.ssl.SSLContext
import javax.net.ssl.X509TrustManager
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/** A sync over a transport of the platform's, slow and cut off in its midst. */
class SlowSyncTest : OfficeTests() {
    /** Java's own HTTPS. It trusts anybody: an app must compare with the pin. */
    private class JavaTransport : Transport {
        /** What happens to an answer on its way back. */
        var back: suspend (ByteArray) -> ByteArray = { it }
        private val tls = SSLContext.getInstance("TLS").apply { init(null, arrayOf(Anybody), SecureRandom()) }.socketFactory

        override suspend fun send(office: OfficeAddress, path: String, body: ByteArray): ByteArray {
            val answer = withContext(Dispatchers.IO) {
                val connection = URI("https://${office.addresses.first()}$path").toURL().openConnection() as HttpsURLConnection
                connection.sslSocketFactory = tls
                connection.setHostnameVerifier { _, _ -> true }
                connection.doOutput = true
                connection.setRequestProperty("Content-Type", "application/cbor")
                connection.outputStream.use { it.write(body) }
                if (connection.responseCode != 200) {
                    throw TransportException.Refused(connection.responseCode.toUShort(), "")
                }
                connection.inputStream.use { it.readBytes() }
            }
            return back(answer)
        }
    }

    private object Anybody : X509TrustManager {
        override fun checkClientTrusted(chain: Array<X509Certificate>, type: String) = Unit
        override fun checkServerTrusted(chain: Array<X509Certificate>, type: String) = Unit
        override fun getAcceptedIssuers() = emptyArray<X509Certificate>()
    }

    @Test
    fun `a sync cut off after the office took the visits loses and doubles none`() = runBlocking<Unit> {
        val transport = JavaTransport()
        val phone = office.enrol(open(directory(), transport), "P1")
        phone.sync()
        val home = phone.search("402", 1u).single().id
        repeat(5) { phone.recordVisit(VisitForm(door = Door.Listed(home), outcome = VisitOutcome.MET, note = "第${it}次")) }
        val (answered, givenUp) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        transport.back = {
            answered.complete(Unit)
            try {
                awaitCancellation()
            } finally {
                givenUp.complete(Unit)
            }
        }
        val sync = launch { phone.sync() }
        answered.await()
        assertEquals(0uL to 5uL, phone.status().let { it.delivered to it.made }, "the screen reads while it waits")
        sync.cancelAndJoin()
        givenUp.await()

        val phases = mutableListOf<Phase>()
        transport.back = {
            delay(50)
            it
        }
        val summary = phone.sync(object : SyncListener {
            override fun progress(phase: Phase) {
                phases += phase
            }
        })
        assertEquals(Triple(true, 5uL, 5uL), Triple(summary.isComplete, summary.delivered, summary.made))
        assertTrue(phases.first() == Phase.Connecting && phases.last() == Phase.Done)
        val visits = phone.household(home).visits
        assertEquals(5 to emptyList(), visits.map { it.row.note }.toSet().size to visits.filter { it.isUndelivered })
    }
}
