package lianxin.app

import android.Manifest.permission.CAMERA
import android.content.ClipData
import android.content.ClipboardManager
import android.content.pm.PackageManager
import kotlin.test.assertEquals
import kotlin.test.assertNull
import org.junit.Before
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The camera as Android sees it: asked for late, refused without harm, and shut. */
@Config(application = FakeApp::class)
class CameraTest : AppTest() {
    private val scan get() = application.state.scan.state.value

    @Before fun enrolling() {
        (application as FakeApp).phone.isEnrolledNow = false
    }

    private fun hasCamera() = shadowOf(application.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, true)

    /** What was asked of the person so far, and the answer. */
    private fun asked(): List<String> {
        var asked = emptyList<String>()
        scenario!!.onActivity { asked = shadowOf(it).lastRequestedPermission?.requestedPermissions.orEmpty().toList() }
        return asked
    }

    private fun answer(isAllowed: Boolean) = scenario!!.onActivity {
        val request = shadowOf(it).lastRequestedPermission
        val result = if (isAllowed) PackageManager.PERMISSION_GRANTED else PackageManager.PERMISSION_DENIED
        if (isAllowed) shadowOf(application).grantPermissions(CAMERA)
        it.onRequestPermissionsResult(request.requestCode, request.requestedPermissions, intArrayOf(result))
    }

    private fun paste(text: String) {
        application.getSystemService(ClipboardManager::class.java)!!.setPrimaryClip(ClipData.newPlainText("", text))
        tap(said("app_enrol_paste"))
    }

    @Test
    fun `the camera is asked for when somebody scans, and what it reads fills in the invitation`() {
        hasCamera()
        launch()
        see(said("app_enrol_title"))
        assertEquals(emptyList(), asked())
        tap(said("app_enrol_scan"))
        assertEquals(listOf(CAMERA), asked())
        answer(true)
        see(said("app_scan_only_reads"))
        rule.runOnUiThread { application.state.scan.read("https://example.org/menu") }
        see(said("app_scan_other"))
        rule.runOnUiThread { application.state.scan.read("LX1:AB12") }
        see("LX1:AB12")
        assertNull(scan)
    }

    @Test
    fun `without leave to see, and on a phone without a camera, the text can still be pasted`() {
        hasCamera()
        launch()
        tap(said("app_enrol_scan"))
        answer(false)
        see(said("app_scan_not_allowed"))
        paste("登记码 LX1:AB12")
        see("LX1:AB12")
        shadowOf(application.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, false)
        tap(said("app_enrol_scan"))
        see(said("app_scan_no_camera"))
        paste("LX1:CD34")
        see("LX1:CD34")
    }

    @Test
    fun `going back or leaving the app shuts the camera, and turning the phone does not`() {
        hasCamera()
        shadowOf(application).grantPermissions(CAMERA)
        launch()
        tap(said("app_enrol_scan"))
        scenario!!.recreate()
        see(said("app_scan_how"))
        tap(said("app_back"))
        assertNull(scan)
        tap(said("app_enrol_scan"))
        scenario!!.moveToState(androidx.lifecycle.Lifecycle.State.CREATED)
        assertNull(scan)
    }
}
