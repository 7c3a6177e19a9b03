package lianxin.app

import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performTextInput
import java.io.File
import java.nio.file.Files
import lianxin.app.phone.Outcome
import lianxin.app.phone.RustPhone
import lianxin.app.phone.RustWords
import lianxin.office.Office
import org.junit.After
import org.junit.Before

/** Days of the real app, with the real library and an office that runs, over TLS. */
abstract class DayTest : AppTest() {
    protected val office = Office()
    private val directories = mutableListOf<File>()

    @Before fun serve() = office.serve()

    @After fun stop() {
        office.close()
        directories.forEach { it.deleteRecursively() }
    }

    /** The app, enrolled for P1, with the day's page. */
    protected fun begin() {
        launch()
        enrol(office.invite("P1"), office::confirm)
        see(DOOR)
    }

    /** Another phone, without screens. */
    protected fun otherPhone(person: String): RustPhone {
        val phone = RustPhone.open(Files.createTempDirectory("lianxin-other-").toFile().also { directories += it }, MemoryKeys())
        office.enrol(phone, person)
        return phone
    }

    /** From the day's page to a met visit with this note, and back. */
    protected fun record(door: String, note: String) {
        type(door, note)
        tap(said("app_save"))
        see(said("app_saved_at", "place" to door, "outcome" to RustWords.title(Outcome.MET)))
        tap(said("app_back"))
    }

    /** From the day's page to a form with this note. */
    protected fun type(door: String, note: String) {
        tap(door)
        tap(said("app_new_visit"))
        tap(RustWords.title(Outcome.MET))
        tap(said("app_more"))
        rule.onAllNodes(hasSetTextAction()).onFirst().performTextInput(note)
        see(note)
    }

    /** Presses the sync and waits for what the line of truth then says. */
    protected fun sync(delivered: Int, made: Int) {
        tap(said("sync_now"))
        see(said("delivered", "n" to delivered, "m" to made), 60)
    }

    protected companion object {
        const val DOOR = "槐荫苑 3-1-402"
        const val NOTE = "扶手已约师傅周四来。"
    }
}
