package lianxin.app

import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import lianxin.app.phone.Outcome
import org.junit.Test

/** From the office's invitation to a visit that it has. */
class JourneyTest : DayTest() {
    @Test
    fun `from the invitation to a visit that the office has`() {
        begin()
        assertTrue(File("/proc/self/maps").readText().contains("liblianxin_bindings"), "the real library is loaded")

        office.end()
        tap("见到了")
        tap(said("app_save"))
        see(said("undo", "s" to 10).take(3))
        see(said("app_waiting", "n" to 1), 30)
        office.serve()
        tap(said("sync_now"))
        see(said("delivered", "n" to 1, "m" to 1))

        // Another phone, of the grid's chief, gets it from the office.
        val chief = otherPhone("P2")
        val visit = chief.search("402").single().let { chief.household(it.id).visits.single() }
        assertEquals(Outcome.MET to "秦知禾（演示）", visit.outcome to visit.author)
        chief.shut()
    }
}
