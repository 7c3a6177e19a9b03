package lianxin

import java.nio.file.Files
import java.nio.file.Path
import kotlin.test.AfterTest
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** A platform's vault: it turns bytes over, and can be told to fail. */
class TestVault(private val install: ByteArray = ByteArray(16) { 7 }) : KeyVault {
    var failure: Throwable? = null

    private fun check() = failure?.let { throw it }

    private fun turned(bytes: ByteArray) = ByteArray(bytes.size) { (255 - (bytes[it].toInt() and 255)).toByte() }

    override fun wrap(name: String, secret: ByteArray): ByteArray {
        check()
        return name.encodeToByteArray() + turned(secret)
    }

    override fun unwrap(name: String, wrapped: ByteArray): ByteArray {
        check()
        val mark = name.encodeToByteArray()
        if (!wrapped.take(mark.size).toByteArray().contentEquals(mark)) throw VaultException.WrongKey()
        return turned(wrapped.drop(mark.size).toByteArray())
    }

    override fun installId(): ByteArray {
        check()
        return install
    }
}

/** Tests with directories of their own, and phones that are shut when a test is over. */
abstract class PhoneTests {
    private val directories = mutableListOf<Path>()
    private val phones = mutableListOf<Phone>()

    init {
        setLanguage("zh-CN")
    }

    fun directory(): Path = Files.createTempDirectory("lianxin-").also { directories.add(it) }

    fun open(directory: Path, transport: Transport? = null): Phone =
        Phone.open(directory.toString(), transport).also { phones += it }

    fun openWith(directory: Path, vault: KeyVault, host: Host? = null, transport: Transport? = null): Phone =
        Phone.openWith(directory.resolve("phone.db").toString(), vault, host, transport).also { phones += it }

    @AfterTest
    fun putAway() {
        phones.forEach { it.close() }
        directories.forEach { it.toFile().deleteRecursively() }
    }
}

/** The call fails with this kind and code, and there are words for people. */
inline fun assertProblem(kind: ErrorKind, code: String, call: () -> Unit): Problem {
    val problem = assertFailsWith<PhoneException.Failed> { call() }.problem
    assertEquals(kind to code, problem.kind to problem.code)
    assertTrue(problem.words.isNotEmpty() && problem.message.isNotEmpty())
    return problem
}

/** A form with its two required fields, for a door that no ledger has. */
fun form(note: String = "", day: Day? = null, post: AssignmentId? = null) = VisitForm(
    door = Door.Unlisted(Dwelling(estate = "柳荫苑", building = "3", unit = "1", room = "402")),
    outcome = VisitOutcome.MET,
    note = note,
    day = day,
    post = post,
)
