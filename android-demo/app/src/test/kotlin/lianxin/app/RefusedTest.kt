package lianxin.app

import kotlin.test.assertEquals
import lianxin.office.Office
import org.junit.Test

/** What the office does not take, what it says about it, and what it takes although much has changed meanwhile. */
class RefusedTest : DayTest() {
    /** The grid of the door, as a newer list has it. */
    private val moved = Office.HOUSEHOLDS.replace("${Office.GRID},槐荫苑,3,1,402", "${Office.OTHER_GRID},槐荫苑,3,1,402")

    private fun seeItem(words: String) {
        tap(said("app_attention_count", "n" to 1))
        for (text in listOf(words, DOOR, said("app_wrote"), NOTE)) see(text)
    }

    @Test
    fun `an entry sent back tells its author why, and stands with its place and text until it is settled`() {
        begin()
        office.run("report-lost", "--person", "P1")
        record(DOOR, NOTE)
        sync(1, 1)
        see(said("held_lost"))
        see(said("held_count", "n" to 1))
        val why = "这户上周刚走访过，先缓一缓"
        val held = office.run("decide")
        val entry = checkNotNull(Regex("^(\\S+)  held\\.lost ", RegexOption.MULTILINE).find(held)) { held }.groupValues[1]
        office.run("decide", entry, "--refuse", "--reason", why)
        office.run("report-lost", "--person", "P1", "--found")
        // The household leaves the phone in the same sync, and the author still has to know which door it was.
        office.bring(households = moved)
        tap(said("sync_now"))
        seeItem(said("refused_person", "reason" to why))
        assertEquals(emptyList(), application.state.tools.phone.search("402"))

        tap(said("app_today"))
        tap(said("sync_now"))
        scenario!!.recreate()
        seeItem(said("refused_person", "reason" to why))
        tap(said("app_settle"))
        see(said("attention_none"))
        assertEquals(emptyList(), application.state.tools.phone.attention())
    }

    @Test
    fun `work from before the household went to another grid is taken, and its open page closes`() {
        begin()
        office.end()
        record(DOOR, NOTE)
        tap(said("sync_now"))
        see(said("app_waiting", "n" to 1))
        office.bring(households = moved)
        office.serve()
        rule.runOnUiThread { application.state.open(application.state.tools.phone.search("402").single().id) }
        see(said("app_new_visit"))
        rule.runOnUiThread { application.state.sync.sync() }
        see(said("delivered", "n" to 1, "m" to 1), 60)
        assertEquals(emptyList(), application.state.tools.phone.search("402"))
        tap(said("app_attention"))
        see(said("attention_none"))
    }
}
