package lianxin.app

import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import java.io.File
import java.util.concurrent.TimeUnit
import lianxin.app.phone.Outcome
import lianxin.app.phone.RustWords
import org.json.JSONObject
import org.junit.Test
import org.robolectric.annotation.Config

/**
 * An evening that somebody else has planned, at an office that runs: `cargo xtask demo --app` plays it. It runs only
 * where it is named, `-Dtest=EveningTest -Dlianxin.evening=FILE`, with a file of this shape:
 * `{"language", "invitation", "confirm": [program and arguments, with "{digits}" among them], "pictures": directory,
 * "visits": [{"door", "outcome", "note"}]}`. The pictures of the screens are numbered in their order.
 */
@Config(qualifiers = "zh-rCN-w360dp-h740dp-xhdpi")
class EveningTest : AppTest() {
    private val plan = JSONObject(File(System.getProperty("lianxin.evening")).readText())
    private val pictures = File(plan.getString("pictures"))
    private var drawn = 0

    private fun keep(screen: String) {
        drawn += 1
        draw().write(pictures.resolve("%02d-%s.png".format(drawn, screen)))
    }

    @Test
    fun `the visits that were planned, from the invitation to the office`() {
        application.state.settings.language(plan.getString("language"))
        launch()
        enrol(plan.getString("invitation"), ::confirm, ::keep)
        keep("today")
        val visits = plan.getJSONArray("visits").let { all -> (0 until all.length()).map(all::getJSONObject) }
        tap(said("app_find"))
        for (visit in visits) record(visit.getString("door"), Outcome.valueOf(visit.getString("outcome").uppercase()), visit.getString("note"))
        tap(said("app_today"))
        keep("today-before-sync")
        tap(said("sync_now"))
        see(said("delivered", "n" to visits.size, "m" to visits.size), 60)
        keep("today-synced")
        for (screen in listOf("attention", "settings")) {
            tap(said("app_$screen"))
            keep(screen)
        }
    }

    /** What the clerk does who sees these digits. */
    private fun confirm(digits: String) {
        val command = plan.getJSONArray("confirm").let { all -> (0 until all.length()).map { all.getString(it).replace("{digits}", digits) } }
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        process.outputStream.close()
        val printed = process.inputStream.bufferedReader().readText()
        check(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) { "$command: $printed" }
    }

    /** From the search to a visit that is saved, and back to the search. */
    private fun record(door: String, outcome: Outcome, note: String) {
        rule.onAllNodes(hasSetTextAction()).onFirst().performTextReplacement(door)
        val line = hasText(door) and !hasSetTextAction()
        await(line)
        keep("find")
        rule.onAllNodes(line).onFirst().performClick()
        see(said("app_new_visit"))
        keep("household")
        tap(said("app_new_visit"))
        see(said("app_save"))
        // A chip begins with a capital, in languages that have them.
        tap(RustWords.title(outcome).replaceFirstChar(Char::uppercase))
        if (note.isNotEmpty()) {
            tap(said("app_more"))
            rule.onAllNodes(hasSetTextAction()).onFirst().performTextInput(note)
            see(note)
        }
        keep("visit")
        tap(said("app_save"))
        see(said("app_saved_at", "place" to door, "outcome" to RustWords.title(outcome)))
        keep("saved")
        tap(said("app_back"))
    }
}
