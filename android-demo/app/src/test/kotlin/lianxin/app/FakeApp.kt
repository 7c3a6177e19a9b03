package lianxin.app

import android.os.SystemClock
import kotlinx.coroutines.Dispatchers
import lianxin.app.android.App
import lianxin.app.phone.RustWords
import lianxin.app.state.Tools

/** The app over an invented phone; words are the library's own. The phone answers at once, so that screens stand still. */
class FakeApp : App() {
    val phone = FakePhone()

    override fun tools() = Tools(phone, RustWords, Dispatchers.Main.immediate, Dispatchers.Unconfined, SystemClock::elapsedRealtime)
}
