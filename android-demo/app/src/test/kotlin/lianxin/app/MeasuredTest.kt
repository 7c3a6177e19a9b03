package lianxin.app

import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performTextInput
import java.io.File
import kotlin.system.measureNanoTime
import kotlin.test.assertTrue
import lianxin.app.android.KeystoreKeys
import lianxin.app.phone.RustPhone
import lianxin.office.Office
import org.junit.Test

/** Without a network over a whole grid of 500 households. How long it takes is printed, and compared with nothing: this is no phone. */
class MeasuredTest : AppTest() {
    @Test
    fun `500 households are searched without a network, and a cold start leads to a new visit`() {
        val rows = (1..500).joinToString("") { "${Office.GRID},槐荫苑,${it / 50 + 1},${it / 10 % 5 + 1},${100 + it},,\n" }
        Office(rows).use { office ->
            office.serve()
            RustPhone.open(File(application.filesDir, "phone"), KeystoreKeys(File(application.noBackupFilesDir, "install"))).run {
                office.enrol(this, "P1")
                shut()
            }
        }
        start("cold start")
        // The next start in the same process has its classes loaded, as a phone has compiled them.
        scenario!!.close()
        application.onTerminate()
        start("next start")
        val phone = application.state.tools.phone
        val search = measureNanoTime { repeat(100) { assertTrue(phone.search("${it + 101}").any { found -> found.place.endsWith("-${it + 101}") }) } }
        println("a search over 500 households: ${search / 100_000} us")
        tap(said("app_find"))
        rule.onAllNodes(hasSetTextAction()).onFirst().performTextInput("601")
        see("601")
    }

    /** From nothing to an empty form. */
    private fun start(name: String) {
        val store = measureNanoTime { application.state }
        val screen = measureNanoTime { launch(); see(said("sync_now")) }
        val form = measureNanoTime { tap(said("app_unlisted")); see(said("app_save")) }
        val (all, parts) = store + screen + form to listOf(store, screen, form).map { it / 1_000_000 }
        println("$name to the new visit: ${all / 1_000_000} ms (the store is open ${parts[0]}, the day's page ${parts[1]}, the form ${parts[2]})")
        tap(said("app_back"))
    }
}
