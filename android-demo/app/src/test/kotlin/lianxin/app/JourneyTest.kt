package lianxin.app

import java.io.File
import kotlin.test.assertTrue
import lianxin.app.phone.Outcome
import lianxin.app.phone.RustPhone
import lianxin.office.Office
import org.junit.After
import org.junit.Before
import org.junit.Test
import java.nio.file.Files

/** A day of the real app, with the real library and an office that runs. */
class JourneyTest : AppTest() {
    private val office = Office()

    @Before fun serve() = office.serve()

    @After fun stop() = office.close()

    @Test
    fun `from the invitation to a visit that the office has`() {
        launch()
        enrol(office.invite("P1"), office::confirm)
        assertTrue(File("/proc/self/maps").readText().contains("liblianxin_bindings"), "the real library is loaded")
        see("槐荫苑 3-1-402")

        office.end()
        tap("见到了")
        tap(said("app_save"))
        see(said("undo", "s" to 10).take(3))
        see(said("app_waiting", "n" to 1), 30)
        office.serve()
        tap(said("sync_now"))
        see(said("delivered", "n" to 1, "m" to 1))

        // Another phone, of the grid's chief, gets it from the office.
        val directory = Files.createTempDirectory("lianxin-chief-").toFile()
        val chief = RustPhone.open(directory, MemoryKeys())
        office.enrol(chief, "P2")
        val visit = chief.search("402").single().let { chief.household(it.id).visits.single() }
        kotlin.test.assertEquals(Outcome.MET to "秦知禾（演示）", visit.outcome to visit.author)
        chief.shut()
        directory.deleteRecursively()
    }
}
