package lianxin.app

import lianxin.app.android.SyncJob
import lianxin.office.Office
import org.junit.Test
import org.robolectric.Robolectric

/** What changes on the phone without a tap shows without a tap. */
class BackgroundTest : DayTest() {
    @Test
    fun `a household that the background job brings in stands on the open day's page`() {
        begin()
        office.bring(households = Office.HOUSEHOLDS + "${Office.GRID},槐荫苑,3,1,404,,\n")
        Robolectric.buildService(SyncJob::class.java).create().get().inBackground()
        see("槐荫苑 3-1-404")
    }
}
