package lianxin

import java.nio.file.Files
import java.util.concurrent.TimeUnit
import kotlin.test.Test
import kotlin.test.assertFalse
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** Other processes: one that is killed while it records, and one that does not find the library. */
class ProcessTest : OfficeTests() {
    private val libraries: String = System.getProperty("jna.library.path")

    private fun recorder(directory: String, libraries: String): ProcessBuilder {
        val java = ProcessHandle.current().info().command().get()
        val classes = System.getProperty("java.class.path")
        return ProcessBuilder(java, "-cp", classes, "-Djna.library.path=$libraries", "lianxin.RecorderKt", directory)
    }

    @Test
    fun `what was saved is there after the process was killed, and reaches the office`() = runBlocking<Unit> {
        val directory = directory()
        val phone = office.enrol(open(directory), "P1")
        phone.sync()
        phone.shut()
        val process = recorder(directory.toString(), libraries).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputStream.bufferedReader()
        // It goes on recording; after three it is killed in the midst of it.
        val saved = List(3) { DocumentId(said.readLine() ?: error("the recorder ended by itself")) }
        process.destroyForcibly()
        assertTrue(process.waitFor(20, TimeUnit.SECONDS))

        val reopened = open(directory)
        saved.forEach { assertTrue(reopened.visit(it).isUndelivered) }
        val summary = reopened.sync()
        assertTrue(summary.isComplete && summary.delivered == summary.made && summary.made >= 3uL)
        saved.forEach { assertFalse(reopened.visit(it).isUndelivered) }
    }

    @Test
    fun `without the library under its name nothing works`() {
        val renamed = directory()
        val library = Files.list(java.nio.file.Path.of(libraries)).use { it.findFirst().get() }
        Files.copy(library, renamed.resolve("renamed-${library.fileName}"))
        val alone = recorder(directory().toString(), renamed.toString()).redirectErrorStream(true)
        alone.environment().remove("LD_LIBRARY_PATH")
        val process = alone.start()
        val said = process.inputStream.bufferedReader().readText()
        assertTrue(process.waitFor(20, TimeUnit.SECONDS))
        assertNotEquals(0, process.exitValue())
        assertTrue("UnsatisfiedLinkError" in said && "lianxin_bindings" in said, said)
    }
}
