package lianxin.app

import android.app.KeyguardManager
import android.app.NotificationManager
import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.content.ClipData
import android.content.ClipboardManager
import android.content.ComponentName
import android.content.Intent
import android.content.pm.PackageManager
import android.view.WindowManager
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performTextInput
import androidx.lifecycle.Lifecycle
import androidx.test.core.app.ActivityScenario
import java.io.File
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import lianxin.app.android.KeystoreKeys
import lianxin.app.android.MainActivity
import lianxin.app.android.SyncJob
import lianxin.app.phone.Keys
import lianxin.app.phone.Outcome
import lianxin.app.state.Lock
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowSystemClock
import java.time.Duration

/** The app as Android sees it. */
@Config(application = FakeApp::class)
class ActivityTest : AppTest() {
    private val phone get() = (application as FakeApp).phone

    private fun write(note: String) {
        see(said("sync_now"))
        tap(said("app_unlisted"))
        tap(said("app_more"))
        val fields = rule.onAllNodes(hasSetTextAction())
        fields[0].performTextInput("槐荫苑")
        fields[4].performTextInput(note)
        rule.waitForIdle()
    }

    @Test
    fun `turning the phone and making the activity anew keep the form as it was typed`() {
        launch()
        write("写了一半")
        RuntimeEnvironment.setQualifiers("+land")
        see("写了一半")
        scenario!!.recreate()
        see("写了一半")
        application.onLowMemory()
        application.onTrimMemory(80)
        see("写了一半")
    }

    @Test
    fun `an activity the system threw away comes back to the form, and leaving the app keeps it`() {
        launch()
        write("写了一半")
        scenario!!.moveToState(Lifecycle.State.CREATED)
        assertTrue(phone.draftsNow.values.single().form.decodeToString().contains("写了一半"))
        scenario!!.close()
        launch()
        see("写了一半")
    }

    @Test
    fun `a met visit with nothing to add takes two taps, and one anywhere else at most six`() {
        launch()
        tap("见到了")
        tap(said("app_save"))
        assertEquals(2, taps)
        see("已保存在手机")
        taps = 0
        tap(said("app_find"))
        rule.onAllNodes(hasSetTextAction()).onFirst().performTextInput("403")
        tap("槐荫苑 3-1-403")
        tap(said("app_new_visit"))
        tap("见到了")
        tap(said("app_save"))
        assertTrue(taps <= 6, "$taps taps")
        see("槐荫苑 3-1-403：见到了")
    }

    @Test
    fun `no answer and declined are one tap from the list`() {
        launch()
        tap("无人在家")
        assertEquals(1, taps)
        see("无人在家，已保存在手机")
        tap("婉拒")
        see("婉拒，已保存在手机")
        assertEquals(listOf(Outcome.NO_ANSWER), phone.recorded.map { it.outcome })
    }

    @Test
    fun `the resident reads what will be recorded before it is saved`() {
        launch()
        tap("见到了")
        tap(said("app_more"))
        rule.onAllNodes(hasSetTextAction()).onFirst().performTextInput("扶手已约师傅周四来。")
        tap(said("show_resident"))
        see(said("app_show_intro"))
        see("扶手已约师傅周四来。")
        tap(said("app_show_back"))
        see(said("app_save"))
    }

    @Test
    fun `a note with an identity number cannot be saved, and one with an illness is told a better way`() {
        launch()
        tap("见到了")
        tap(said("app_more"))
        val note = rule.onAllNodes(hasSetTextAction()).onFirst()
        note.performTextInput("住户有糖尿病。")
        see("换个说法")
        note.performTextInput("身份证 11010519491231002X")
        see(said("note_blocked"))
        tap(said("app_save"))
        rule.waitForIdle()
        see(said("note_blocked"))
        assertTrue(phone.recorded.isEmpty() && application.state.saver.state.value == null)
    }

    @Test
    fun `with a screen lock the records open once and stay open for half an hour`() {
        val keyguard = application.getSystemService(KeyguardManager::class.java)
        shadowOf(keyguard).setIsDeviceSecure(true)
        launch()
        see(said("app_locked"))
        tap(said("app_unlock"))
        scenario!!.onActivity { activity ->
            val asked = shadowOf(activity).nextStartedActivityForResult
            shadowOf(activity).receiveResult(asked.intent, android.app.Activity.RESULT_OK, null)
        }
        see(said("sync_now"))
        for ((minutes, isLocked) in listOf(29L to false, 2L to true)) {
            scenario!!.moveToState(Lifecycle.State.CREATED)
            ShadowSystemClock.advanceBy(Duration.ofMinutes(minutes))
            scenario!!.moveToState(Lifecycle.State.RESUMED)
            see(if (isLocked) said("app_locked") else said("sync_now"))
        }
        assertEquals(30 * 60 * 1000L, Lock.OPEN_FOR_MS)
    }

    @Test
    fun `nothing of a ledger goes into a screenshot`() {
        launch().onActivity { assertTrue(it.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0) }
    }

    @Test
    fun `an invitation comes from the clipboard or from another app`() {
        phone.isEnrolledNow = false
        launch()
        see(said("app_enrol_title"))
        application.getSystemService(ClipboardManager::class.java)!!.setPrimaryClip(ClipData.newPlainText("", "登记码 LX1:AB12"))
        tap(said("app_enrol_paste"))
        see("LX1:AB12")
        scenario!!.close()
        scenario = ActivityScenario.launch(Intent(application, MainActivity::class.java).setAction(Intent.ACTION_VIEW).setData(android.net.Uri.parse("LX1:CD34")))
        see("LX1:CD34")
    }

    @Test
    fun `the background job runs while charging or unmetered, and by night shows nothing`() {
        launch()
        see(said("sync_now"))
        val jobs = application.getSystemService(JobScheduler::class.java)!!.allPendingJobs.associateBy { it.id }
        assertEquals(setOf(SyncJob.CHARGING, SyncJob.UNMETERED), jobs.keys)
        assertTrue(jobs.getValue(SyncJob.CHARGING).isRequireCharging)
        assertEquals(JobInfo.NETWORK_TYPE_UNMETERED, jobs.getValue(SyncJob.UNMETERED).networkType)
        assertTrue(jobs.values.all { it.isPeriodic && it.intervalMillis >= 60 * 60 * 1000 && !it.isPersisted })

        val before = phone.syncs
        val service = Robolectric.buildService(SyncJob::class.java).create().get()
        service.inBackground()
        rule.waitForIdle()
        assertEquals(before + 1, phone.syncs)
        assertTrue(shadowOf(application.getSystemService(NotificationManager::class.java)!!).allNotifications.isEmpty())
        assertTrue(shadowOf(application).broadcastIntents.isEmpty() && shadowOf(application).nextStartedActivity == null)
    }

    @Test
    fun `the app may reach the office and read codes and nothing else, and no backup takes what it keeps`() {
        val info = application.packageManager.getPackageInfo(application.packageName, PackageManager.GET_PERMISSIONS)
        val asked = info.requestedPermissions.orEmpty().toSet()
        assertEquals(setOf("android.permission.INTERNET", "android.permission.ACCESS_NETWORK_STATE", "android.permission.CAMERA"), asked)
        assertFalse(application.applicationInfo.flags and android.content.pm.ApplicationInfo.FLAG_ALLOW_BACKUP != 0)
        val shares = listOf(Intent.ACTION_SEND, Intent.ACTION_CREATE_DOCUMENT, Intent.ACTION_PICK, "android.media.action.IMAGE_CAPTURE")
        val sources = File(System.getProperty("lianxin.app"), "src/main/kotlin").walk().filter { it.isFile }.map { it.readText() }.toList()
        // Shows their absence: places (P-26), wake-ups, address books.
        for (share in shares + listOf("createChooser", "ACTION_SEND", "AlarmManager", "WakeLock", "LocationManager", "ContactsContract")) {
            assertTrue(sources.none { share in it }, share)
        }
        // No picture is made of what the camera sees: nothing that encodes, records or files one.
        for (picture in listOf("graphics.Bitmap", "ImageCapture", "TEMPLATE_STILL", "TEMPLATE_RECORD", "MediaStore", "MediaRecorder", "JPEG")) {
            assertTrue(sources.none { picture in it }, picture)
        }
    }

    @Test
    fun `a disagreement among others names its household and leads there`() {
        phone.pages = phone.pages.map { if (it.household.id == "h1") it.copy(disputes = listOf(FakePhone.dispute)) else it }
        launch()
        tap(said("app_attention_count", "n" to 1))
        see(said("two_values"))
        see("槐荫苑 3-1-402")
        tap(said("app_open_household"))
        see(said("app_new_visit"))
        see(said("two_values"))
    }

    @Test
    fun `a clock that is a year off is said and nothing else changes`() {
        phone.standing = phone.standing.copy(clockOffByMs = 365L * 24 * 60 * 60 * 1000)
        launch()
        tap("见到了")
        tap(said("app_save"))
        see("已保存在手机")
        tap(said("app_settings"))
        see(said("app_clock_off_days", "n" to 365))
    }

    @Test
    fun `the Keystore's key opens what it closed under the same name only, and wiping forgets it`() {
        val file = File(application.noBackupFilesDir, "install-test")
        val keys = KeystoreKeys(file)
        val secret = ByteArray(32) { it.toByte() }
        val wrapped = keys.wrap("store", secret)
        assertContentEquals(secret, KeystoreKeys(file).unwrap("store", wrapped))
        assertFalse(wrapped.contentEquals(keys.wrap("store", secret)), "every wrapping has a nonce of its own")
        assertFailsWith<Keys.WrongKey> { keys.unwrap("device", wrapped) }
        assertFailsWith<Keys.WrongKey> { keys.unwrap("store", wrapped.copyOf(5)) }
        assertFailsWith<Keys.WrongKey> { keys.unwrap("store", wrapped.also { it[20] = (it[20] + 1).toByte() }) }
        val name = keys.installId()
        assertEquals(16, name.size)
        assertContentEquals(name, KeystoreKeys(file).installId())
        keys.forget()
        assertFailsWith<Keys.WrongKey> { keys.unwrap("store", wrapped) }
        assertFalse(name.contentEquals(keys.installId()))
    }
}
