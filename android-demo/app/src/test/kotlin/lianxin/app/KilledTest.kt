package lianxin.app

import java.nio.file.Files
import java.util.concurrent.TimeUnit
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import lianxin.app.phone.RustPhone
import lianxin.app.phone.RustWords
import lianxin.app.state.FormText
import lianxin.office.Office
import org.junit.Test

/** What is left of a form when its process is killed. */
class KilledTest : AppTest() {
    @Test
    fun `a process that is killed while somebody types loses at most two seconds of text`() {
        val home = Files.createTempDirectory("lianxin-typist-").toFile()
        Office().use { office ->
            office.serve()
            RustPhone.open(home.resolve("phone"), MemoryKeys()).run {
                office.enrol(this, "P1")
                shut()
            }
        }
        val typist = ProcessBuilder(
            ProcessHandle.current().info().command().get(), "-cp", System.getProperty("java.class.path"),
            "-Djna.library.path=${System.getProperty("jna.library.path")}", "lianxin.app.TypistKt", home.path,
        ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        // Each line: when, and how many letters stood in the field then.
        val said = typist.inputStream.bufferedReader().useLines { lines -> lines.take(150).map { it.split(' ') }.toList() }
        val killedAt = System.currentTimeMillis()
        typist.destroyForcibly()
        assertTrue(typist.waitFor(20, TimeUnit.SECONDS))
        val typed = said.map { (at, letters) -> at.toLong() to letters.toInt() }
        assertTrue(typed.last().second == 150 && killedAt - typed.last().first < 1_000)

        val phone = RustPhone.open(home.resolve("phone"), MemoryKeys())
        val form = phone.drafts().single().let { FormText.read(it.id, it.household, it.form) }
        val kept = form.note.length
        val missing = typed.filter { it.second > kept }.let { lost -> if (lost.isEmpty()) 0 else killedAt - lost.first().first }
        println("killed while typing: $kept of 150 letters kept, ${missing} ms lost")
        assertTrue(missing <= 2_000, "$missing ms of typing are lost")
        assertEquals("槐荫苑 3", form.title(RustWords))
        phone.shut()
        home.deleteRecursively()
    }
}
