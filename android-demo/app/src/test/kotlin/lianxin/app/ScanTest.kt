package lianxin.app

import java.nio.file.Files
import java.util.Random
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import lianxin.app.state.Luminance
import lianxin.app.state.readQr
import lianxin.office.Office
import org.junit.After

/** Codes as the server makes them, read from what a camera sees. */
class ScanTest {
    private val office = Office()
    private val files = Files.createTempDirectory("lianxin-codes-").toFile()

    @After fun end() {
        office.close()
        files.deleteRecursively()
    }

    /** A code that the office shows, and its text. */
    private fun invitation(): Pair<QrPicture, String> {
        val file = files.resolve("code.svg")
        val printed = office.run("invite", "--person", "P1", "--svg", file.path)
        val text = Regex("^LX1:[0-9A-Z]+$", RegexOption.MULTILINE).find(printed)!!.value
        return QrPicture.all(file.readText()).single() to text
    }

    /** As a camera does it: picture after picture, each a little nearer, until one can be read. */
    private fun read(module: Double = 6.0, see: (Double) -> Luminance): String? =
        (0 until FRAMES).firstNotNullOfOrNull { readQr(see(module * (1 + it * 0.02))) }

    @Test
    fun `a code the office shows is read turned either way, near and far, with rows padded, in noise and in low light`() {
        val (code, text) = invitation()
        for (quarters in 0..3) {
            assertEquals(text, read { code.seen(module = it, quarters = quarters) }, "$quarters quarters")
            assertEquals(text, read { code.seen(width = 480, height = 640, module = it, quarters = quarters, padding = 32) }, "$quarters quarters, upright, padded")
        }
        assertEquals(text, read(3.3) { code.seen(module = it) }, "far")
        assertEquals(text, read(7.7) { code.seen(module = it, padding = 1) }, "near")
        assertEquals(text, read { code.seen(module = it, noise = 25) }, "in noise")
        assertEquals(text, read { code.seen(module = it, dark = 8, light = 40, noise = 3) }, "in low light")
        assertEquals(text, read { code.seen(module = it, dark = 150, light = 250, noise = 8) }, "in glaring light")
    }

    @Test
    fun `the last row of a camera's picture may end without its padding`() {
        val (code, text) = invitation()
        val found = read { module ->
            val whole = code.seen(module = module, padding = 64)
            Luminance(whole.bytes.copyOf(whole.bytes.size - 64), whole.width, whole.height, whole.rowStride)
        }
        assertEquals(text, found)
    }

    @Test
    fun `every card of a printed sheet is read`() {
        val sheet = files.resolve("cards.html")
        office.run("invite", "--all", "--sheet", sheet.path)
        val codes = QrPicture.all(sheet.readText()).map { code -> read { code.seen(module = it) } }
        assertEquals(listOf(true, true), codes.map { it != null && Regex("LX1:[0-9A-Z]+").matches(it) })
        assertEquals(2, codes.distinct().size)
    }

    @Test
    fun `where there is no code, or one that cannot be made out, nothing is found`() {
        val (code, _) = invitation()
        val random = Random(3)
        for (bytes in listOf(ByteArray(640 * 480), ByteArray(640 * 480) { 127 }, ByteArray(640 * 480).also(random::nextBytes))) {
            assertNull(readQr(Luminance(bytes, 640, 480)))
        }
        assertNull(readQr(code.seen(noise = 250)), "drowned in noise")
        assertNull(readQr(code.seen(dark = 100, light = 100)), "without any contrast")
        assertNull(readQr(code.seen(width = 640, height = 120)), "cut")
        assertNull(readQr(Luminance(ByteArray(4), 2, 2)), "hardly a picture")
    }

    private companion object {
        /** Of a camera: a third of a second. */
        const val FRAMES = 10
    }
}
