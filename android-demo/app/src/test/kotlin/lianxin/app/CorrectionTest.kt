package lianxin.app

import kotlin.test.assertEquals
import kotlin.test.assertTrue
import lianxin.app.phone.Outcome
import org.junit.Test

/** An own visit told differently. */
class CorrectionTest : DayTest() {
    @Test
    fun `a visit that was told wrongly is corrected on its household's screen, and the chief gets what holds`() {
        begin()
        tap("婉拒")
        sync(1, 1)
        tap(said("app_find"))
        type("402")
        tap(DOOR)
        see("婉拒")
        tap(said("app_correct"))
        see(said("app_correcting", "day" to application.state.tools.phone.day()))
        tap("见到了")
        tap(said("app_save"))
        see(said("app_new_visit"))
        tap(said("app_back"))
        tap(said("app_today"))
        sync(2, 2)
        assertTrue(application.state.tools.phone.drafts().isEmpty(), "the correction's draft went with it")

        val chief = otherPhone("P2")
        val visit = chief.search("402").single().let { chief.household(it.id).visits.single() }
        assertEquals(Outcome.MET to emptyList(), visit.outcome to visit.officeNotes)
        chief.shut()
    }
}
