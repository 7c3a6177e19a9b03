package lianxin.app

import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performTextInput
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.After
import org.junit.Test

/** No room left on the phone: no file of this process may grow (`RLIMIT_FSIZE`), as on a full disk. */
class FullTest : DayTest() {
    private fun setFull(isFull: Boolean) {
        val limit = if (isFull) "0:" else "unlimited:"
        val process = ProcessBuilder("prlimit", "--pid", ProcessHandle.current().pid().toString(), "--fsize=$limit").start()
        check(process.waitFor() == 0) { process.errorStream.bufferedReader().readText() }
    }

    @After fun makeRoom() = setFull(false)

    @Test
    fun `a full phone says so, keeps what was typed on the screen and saves it once there is room`() {
        begin()
        type(DOOR, "扶手")
        setFull(true)
        rule.onAllNodes(hasSetTextAction()).onFirst().performTextInput("已约师傅")
        see(said("error_storage_full"))
        see("已约师傅")
        tap(said("app_save"))
        see(said("error_storage_full"))
        see("已约师傅")
        // Neither going back nor leaving the app takes it away.
        tap(said("app_back"))
        see(said("error_storage_full"))
        see("已约师傅")
        scenario!!.recreate()
        see("已约师傅")

        setFull(false)
        tap(said("app_save"))
        see(said("app_new_visit"))
        tap(said("app_back"))
        sync(1, 1)
        val chief = otherPhone("P2")
        val note = chief.household(chief.search("402").single().id).visits.single().note
        assertTrue("扶手" in note && "已约师傅" in note, note)
        chief.shut()
    }

    @Test
    fun `a visit that finds no room when it can no longer be undone is recorded by the next sync`() {
        begin()
        record(DOOR, NOTE)
        setFull(true)
        see(said("error_storage_full"), 30)
        assertEquals(0, application.state.tools.phone.standing().made)
        setFull(false)
        sync(1, 1)
    }
}
