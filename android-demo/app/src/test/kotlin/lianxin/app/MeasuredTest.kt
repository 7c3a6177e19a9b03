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
        val start = measureNanoTime {
            launch()
            see(said("sync_now"))
            tap(said("app_unlisted"))
            see(said("app_save"))
        }
        tap(said("app_back"))
        val phone = application.state.tools.phone
        val search = measureNanoTime { repeat(100) { assertTrue(phone.search("${it + 101}").any { found -> found.place.endsWith("-${it + 101}") }) } }
        println("cold start to the new visit: ${start / 1_000_000} ms; a search over 500 households: ${search / 100_000} us")
        tap(said("app_find"))
        rule.onAllNodes(hasSetTextAction()).onFirst().performTextInput("601")
        see("601")
    }
}
