package lianxin.app.android

import android.app.Application
import android.os.SystemClock
import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import lianxin.app.phone.RustPhone
import lianxin.app.phone.RustWords
import lianxin.app.state.AppState
import lianxin.app.state.FileSettings
import lianxin.app.state.Tools

/** The process: it holds the open phone, which the screens and the background job share. */
open class App : Application() {
    private var opened: AppState? = null

    val settings by lazy { FileSettings(File(filesDir, "settings")) }

    /** The app's state; the phone is opened on first use. Its store may not open: a [lianxin.app.phone.PhoneProblem]. */
    val state: AppState get() = opened ?: open().also { opened = it }

    protected val home get() = File(filesDir, "phone")
    protected val keys by lazy { KeystoreKeys(File(noBackupFilesDir, "install")) }

    private fun open(): AppState {
        RustWords.speak(settings.load().language)
        return AppState(tools(), settings)
    }

    protected open fun tools() =
        Tools(openPhone(), RustWords, Dispatchers.Main.immediate, Dispatchers.IO, SystemClock::elapsedRealtime)

    protected open fun openPhone() = RustPhone.open(home, keys)

    override fun onCreate() {
        super.onCreate()
        SyncJob.schedule(this)
    }

    /** Removes everything this phone has kept, its key first: without it the rest is noise. */
    fun wipe() {
        close()
        keys.forget()
        home.deleteRecursively()
    }

    private fun close() {
        opened?.tools?.run {
            scope.cancel()
            phone.shut()
        }
        opened = null
    }

    override fun onTerminate() {
        close()
        super.onTerminate()
    }
}
