package lianxin.app

import java.time.Instant
import lianxin.app.android.App
import lianxin.app.phone.RustPhone
import org.junit.Test
import org.robolectric.annotation.Config

/** The app on a phone whose clock can be set wrong. `System.currentTimeMillis` is Robolectric's own. */
class ClockApp : App() {
    var offByMs = 0L

    override fun openPhone() = RustPhone.open(home, keys) { Instant.now().toEpochMilli() + offByMs }
}

@Config(application = ClockApp::class)
class ClockTest : DayTest() {
    private fun isOff(days: Long, key: String, n: Int) {
        begin()
        office.end()
        (application as ClockApp).offByMs = days * 24 * 60 * 60 * 1000
        record(DOOR, NOTE)
        office.serve()
        sync(1, 1)
        see(said("clock_flag"))
        tap(said("app_settings"))
        see(said(key, "n" to n))
        tap(said("app_today"))
        // Taken all the same: another phone has it.
        val chief = otherPhone("P2")
        kotlin.test.assertEquals(NOTE, chief.household(chief.search("402").single().id).visits.single().note)
        chief.shut()
    }

    @Test
    fun `a visit recorded with the clock a year fast is taken, flagged, and the settings say how far it is off`() =
        isOff(365, "app_clock_off_days", 365)

    @Test
    fun `a visit recorded with the clock a day slow is taken, flagged, and the settings say how far it is off`() =
        isOff(-1, "app_clock_off_hours", 24)
}
