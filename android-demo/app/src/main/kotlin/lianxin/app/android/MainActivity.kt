package lianxin.app.android

import android.Manifest.permission.CAMERA
import android.app.KeyguardManager
import android.content.ActivityNotFoundException
import android.content.ClipboardManager
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Bundle
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.OnBackPressedCallback
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.activity.result.contract.ActivityResultContracts.StartActivityForResult
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.viewinterop.AndroidView
import lianxin.app.phone.PhoneProblem
import lianxin.app.phone.RustWords
import lianxin.app.state.AppState
import lianxin.app.state.ScanHolder.Obstacle
import lianxin.app.ui.AppScreen
import lianxin.app.ui.Platform
import lianxin.app.ui.theme.Theme
import lianxin.app.ui.trouble.TroubleScreen

/** The one window. It holds no state: turning the phone makes it anew, and the app's state stays with the process. */
class MainActivity : ComponentActivity(), Platform {
    private var app: AppState? by mutableStateOf(null)

    /** Why the store does not open, in plain words. */
    private var trouble: String? by mutableStateOf(null)

    private val unlocking = registerForActivityResult(StartActivityForResult()) { if (it.resultCode == RESULT_OK) app?.lock?.unlock() }
    private val asking = registerForActivityResult(RequestPermission()) { isAllowed ->
        if (!isAllowed) app?.scan?.hinder(Obstacle.NOT_ALLOWED)
        isCameraAllowed = isAllowed
    }

    /** The camera's picture is shown once this is so. */
    private var isCameraAllowed by mutableStateOf(false)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        // Nobody's ledger goes into screenshots, recordings or the list of recent apps.
        window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
        onBackPressedDispatcher.addCallback(this, object : OnBackPressedCallback(true) {
            override fun handleOnBackPressed() {
                if (app?.back() != true) moveTaskToBack(true)
            }
        })
        open()
        isCameraAllowed = checkSelfPermission(CAMERA) == PackageManager.PERMISSION_GRANTED
        setContent {
            val words = trouble
            if (words != null) Troubled(words) else app?.let { Opened(it) }
        }
        take(intent)
    }

    private fun open() = try {
        app = (application as App).state
        trouble = null
    } catch (problem: PhoneProblem) {
        app = null
        trouble = problem.words
    }

    @Composable
    private fun Opened(state: AppState) = key(state) {
        val settings by state.settings.state.collectAsState()
        Theme(RustWords, settings.language, settings.isLarge) { AppScreen(state, this) }
    }

    @Composable
    private fun Troubled(words: String) {
        val settings = (application as App).settings.load()
        Theme(RustWords, settings.language, settings.isLarge) { TroubleScreen(words, ::reopen, ::wipe) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        take(intent)
    }

    override fun onStart() {
        super.onStart()
        greet()
    }

    private fun greet() {
        if (!hasScreenLock()) app?.lock?.unlock()
        app?.opened()
    }

    private fun reopen() {
        open()
        greet()
    }

    override fun onStop() {
        // Turning the phone is no leaving.
        if (!isChangingConfigurations) app?.left()
        super.onStop()
    }

    /** An invitation that another app opened or shared. */
    private fun take(intent: Intent) {
        val text = intent.getStringExtra(Intent.EXTRA_TEXT) ?: intent.dataString ?: return
        app?.enrol?.offer(text)
    }

    override fun askForCamera() {
        isCameraAllowed = checkSelfPermission(CAMERA) == PackageManager.PERMISSION_GRANTED
        if (!packageManager.hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY)) app?.scan?.hinder(Obstacle.NO_CAMERA)
        else if (!isCameraAllowed) asking.launch(CAMERA)
    }

    @Composable
    override fun Sight(modifier: Modifier) {
        val scan = app?.scan ?: return
        if (isCameraAllowed) AndroidView({ CameraView(it, scan::see) { scan.hinder(Obstacle.NO_CAMERA) } }, modifier)
    }

    override fun pasted(): String? =
        getSystemService(ClipboardManager::class.java)?.primaryClip?.takeIf { it.itemCount > 0 }?.getItemAt(0)?.coerceToText(this)?.toString()

    override fun hasScreenLock() = getSystemService(KeyguardManager::class.java)?.isDeviceSecure == true

    @Suppress("DEPRECATION") // its successor needs API 30 and a library
    override fun unlock() {
        val keyguard = getSystemService(KeyguardManager::class.java)
        val ask = keyguard?.createConfirmDeviceCredentialIntent(RustWords.say("app_locked"), RustWords.say("app_locked_why"))
        if (ask == null) app?.lock?.unlock() else unlocking.launch(ask)
    }

    override fun dial(number: String) = try {
        startActivity(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))
    } catch (_: ActivityNotFoundException) {
        app?.tools?.notice(RustWords.say("app_no_dialler"))
        Unit
    }

    override fun wipe() {
        (application as App).wipe()
        reopen()
    }
}
