package lianxin.app.state

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestCoroutineScheduler
import kotlinx.coroutines.test.TestScope
import lianxin.app.FakePhone
import lianxin.app.phone.Dwelling
import lianxin.app.phone.NoteHit
import lianxin.app.phone.Outcome
import lianxin.app.phone.Purpose
import lianxin.app.phone.Wish
import lianxin.app.phone.Words

/** Words without the library: the key itself, and a note with a digit in it is blocked. */
class FakeWords : Words {
    var language = ""
    override fun say(key: String, arguments: Map<String, String>) = key
    override fun title(outcome: Outcome) = outcome.name
    override fun title(purpose: Purpose) = purpose.name
    override fun title(wish: Wish) = wish.name
    override fun line(dwelling: Dwelling) = dwelling.run { listOf(estate, building, unit, room) }.joinToString(" ").trim()
    override fun check(note: String) = if (note.any(Char::isDigit)) listOf(NoteHit("blocked", true)) else emptyList()
    override fun speak(tag: String) { language = tag }
}

class FakeSettings(var kept: Settings = Settings()) : SettingsStore {
    override fun load() = kept
    override fun save(settings: Settings) { kept = settings }
}

/** The app's state over a phone in memory, in a time of its own. */
@OptIn(ExperimentalCoroutinesApi::class)
class World {
    private val scheduler = TestCoroutineScheduler()
    private val dispatcher = StandardTestDispatcher(scheduler)
    val scope = TestScope(dispatcher)
    val phone = FakePhone()
    val words = FakeWords()
    val settings = FakeSettings()
    var app = AppState(Tools(phone, words, dispatcher, dispatcher) { scheduler.currentTime }, settings)

    init {
        app.opened()
        settle()
    }

    /** Everything that is due now. */
    fun settle() = scheduler.runCurrent()

    fun pass(milliseconds: Long) {
        scheduler.advanceTimeBy(milliseconds)
        scheduler.runCurrent()
    }

    /** The process is killed and started again: only the phone's store is left. */
    fun restart() {
        app = AppState(Tools(phone, words, dispatcher, dispatcher) { scheduler.currentTime }, settings)
        app.opened()
        settle()
    }

    /** The only draft there is. */
    fun draft() = phone.draftsNow.values.singleOrNull()?.let { FormText.read(it.id, it.household, it.form) }
}
