package lianxin.app.state

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** Unlocked once with the phone's own screen lock, the records stay open for half an hour. */
class Lock(private val now: () -> Long) {
    private var openUntil = Long.MIN_VALUE
    private val locked = MutableStateFlow(true)
    val isLocked: StateFlow<Boolean> = locked.asStateFlow()

    fun unlock() {
        openUntil = now() + OPEN_FOR_MS
        locked.value = false
    }

    /** The app has come back to the front, or half an hour may have gone by. */
    fun look() {
        if (now() >= openUntil) locked.value = true
    }

    fun shut() {
        openUntil = Long.MIN_VALUE
        locked.value = true
    }

    companion object {
        const val OPEN_FOR_MS = 30 * 60 * 1000L
    }
}
