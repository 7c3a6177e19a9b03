package lianxin.app

import java.io.File
import java.util.concurrent.Executors
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import lianxin.app.phone.Dwelling
import lianxin.app.phone.RustPhone
import lianxin.app.phone.RustWords
import lianxin.app.state.AppState
import lianxin.app.state.FileSettings
import lianxin.app.state.Tools

/** A process that types into the form, a letter every 40 ms, and says each on its output. It never ends by itself. */
fun main(arguments: Array<String>) {
    val home = File(arguments[0])
    val main = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
    val app = AppState(
        Tools(RustPhone.open(home.resolve("phone"), MemoryKeys()), RustWords, main, Dispatchers.IO) { System.nanoTime() / 1_000_000 },
        FileSettings(home.resolve("settings")),
    )
    app.newDoor()
    repeat(2_000) { if (app.visit.state.value == null) Thread.sleep(5) }
    checkNotNull(app.visit.state.value) { app.tools.notice.value.orEmpty() }
    app.visit.edit { it.copy(dwelling = Dwelling("槐荫苑", "3")) }
    var text = ""
    while (true) {
        text += ('甲'.code + text.length % 50).toChar()
        if (text.length > 450) text = ""
        val typed = text
        main.executor.execute { app.visit.note(typed) }
        println("${System.currentTimeMillis()} ${typed.length}")
        Thread.sleep(40)
    }
}
