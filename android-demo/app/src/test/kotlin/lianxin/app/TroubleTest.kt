package lianxin.app

import java.io.File
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertNull
import lianxin.app.android.SyncJob
import lianxin.app.phone.RustPhone
import org.junit.Test
import org.robolectric.Robolectric

/** A store that does not open: copied from another phone, or damaged. The real library, and no office. */
class TroubleTest : AppTest() {
    private val home get() = File(application.filesDir, "phone")
    private val store get() = File(home, "store.db")

    @Test
    fun `a store that another phone's keys closed is said, kept, and wiped only when somebody says so twice`() {
        RustPhone.open(home, MemoryKeys()).shut()
        val copied = store.readBytes()
        assertNull(Robolectric.buildService(SyncJob::class.java).create().get().inBackground(), "a background job is quiet about it")
        launch()
        see(said("app_trouble"))
        see(said("error_wrong_key"))
        tap(said("app_retry"))
        see(said("error_wrong_key"))
        tap(said("app_wipe"))
        see(said("app_wipe_unseen"))
        tap(said("app_wipe_no"))
        see(said("app_trouble"))
        assertContentEquals(copied, store.readBytes())
        tap(said("app_wipe"))
        tap(said("app_wipe_yes"))
        see(said("app_enrol_title"))
    }

    @Test
    fun `a damaged store is put aside as it is, and the phone can be enrolled anew`() {
        launch()
        see(said("app_enrol_title"))
        scenario!!.close()
        application.onTerminate()
        val damaged = store.readBytes().also { it.fill(0x5a, it.size / 2) }
        store.writeBytes(damaged)
        launch()
        see(said("app_trouble"))
        see(said("error_store_set_aside"))
        tap(said("app_retry"))
        see(said("app_enrol_title"))
        val aside = home.listFiles()!!.filter { it.isFile && it.readBytes().contentEquals(damaged) }
        assertEquals(1, aside.size, home.list()!!.joinToString())
    }
}
