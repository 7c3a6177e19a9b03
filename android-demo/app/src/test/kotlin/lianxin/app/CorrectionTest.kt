package lianxin.app

import java.nio.file.Files
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import lianxin.app.phone.Outcome
import lianxin.app.phone.RustPhone
import lianxin.office.Office
import org.junit.After
import org.junit.Before
import org.junit.Test

/** An own visit told differently, over the real library and an office that runs. */
class CorrectionTest : AppTest() {
    private val office = Office()

    @Before fun serve() = office.serve()

    @After fun stop() = office.close()

    @Test
    fun `a visit that was told wrongly is corrected on its household's screen, and the chief gets what holds`() {
        launch()
        enrol(office.invite("P1"), office::confirm)
        tap("婉拒")
        tap(said("sync_now"))
        see(said("delivered", "n" to 1, "m" to 1))
        tap(said("app_find"))
        type("402")
        tap("槐荫苑 3-1-402")
        see("婉拒")
        tap(said("app_correct"))
        see(said("app_correcting", "day" to application.state.tools.phone.day()))
        tap("见到了")
        tap(said("app_save"))
        see(said("app_new_visit"))
        tap(said("app_back"))
        tap(said("app_today"))
        tap(said("sync_now"))
        see(said("delivered", "n" to 2, "m" to 2))
        assertTrue(application.state.tools.phone.drafts().isEmpty(), "the correction's draft went with it")

        val directory = Files.createTempDirectory("lianxin-chief-").toFile()
        val chief = RustPhone.open(directory, MemoryKeys())
        office.enrol(chief, "P2")
        val visit = chief.search("402").single().let { chief.household(it.id).visits.single() }
        assertEquals(Outcome.MET to emptyList(), visit.outcome to visit.officeNotes)
        chief.shut()
        directory.deleteRecursively()
    }
}
