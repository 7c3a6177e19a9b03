package lianxin.app

import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import lianxin.app.android.KeystoreKeys
import lianxin.app.phone.PhoneProblem
import lianxin.app.phone.RustPhone
import org.junit.Test

/** Everything goes, for good. */
class WipeTest : DayTest() {
    private val install get() = File(application.noBackupFilesDir, "install")

    private fun File.contents() = walk().filter { it.isFile }.map { it.readBytes().toList() }.toSet()

    @Test
    fun `wiping warns of what is not delivered, leaves nothing that opens, and the phone can be enrolled anew`() {
        begin()
        office.end()
        record(DOOR, NOTE)
        tap(said("sync_now"))
        see(said("app_waiting", "n" to 1))
        type("槐荫苑 3-1-403", "写了一半")
        tap(said("app_back"))
        see(said("app_new_visit"))
        tap(said("app_back"))
        val store = File(application.filesDir, "phone")
        val copy = File(application.cacheDir, "copy").also { store.copyRecursively(it) }
        val (key, name) = FakeKeystore.held.values.single() to install.readBytes()

        tap(said("app_settings"))
        tap(said("app_wipe"))
        see(said("app_wipe_waiting", "n" to 1))
        see(said("app_wipe_drafts", "n" to 1))
        tap(said("app_wipe_no"))
        tap(said("app_today"))
        see(said("app_waiting", "n" to 1))
        tap(said("app_settings"))
        tap(said("app_wipe"))
        tap(said("app_wipe_yes"))
        see(said("app_enrol_title"))
        assertFalse(key in FakeKeystore.held.values)
        assertFalse(install.exists() && name.contentEquals(install.readBytes()))
        assertEquals(emptySet(), copy.contents() intersect store.contents(), "not one file is what it was")

        office.serve()
        enrol(office.invite("P1"), office::confirm)
        see(DOOR)
        assertEquals(emptyList(), application.state.tools.phone.drafts())
        val opened = assertFailsWith<PhoneProblem> { RustPhone.open(copy, KeystoreKeys(install)) }
        assertEquals("vault.wrong_key", opened.code)
        assertFalse(application.dataDir.walk().filter { it.isFile }.any { NOTE in it.readText() })
    }
}
