package lianxin.app.state

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import lianxin.app.phone.FieldPhone
import lianxin.app.phone.PhoneProblem
import lianxin.app.phone.Words

/** What every state holder works with. [now] is milliseconds of a clock that only goes forward. */
class Tools(
    val phone: FieldPhone,
    val words: Words,
    val main: CoroutineDispatcher,
    val io: CoroutineDispatcher,
    val now: () -> Long,
) {
    val scope = CoroutineScope(SupervisorJob() + main)
    private val noticed = MutableStateFlow<String?>(null)

    /** One line that needs the person's eye; the next tap takes it away. */
    val notice: StateFlow<String?> = noticed.asStateFlow()

    fun notice(words: String?) {
        noticed.value = words
    }
}

/** What a screen shows, and what it does. Calls come from the main thread; the phone is asked on another. */
abstract class Holder<S>(start: S, protected val tools: Tools) {
    private val flow = MutableStateFlow(start)
    val state: StateFlow<S> = flow.asStateFlow()

    protected fun change(change: (S) -> S) = flow.update(change)

    /** Asks the phone; a problem is shown in its own words. */
    protected fun work(failed: (PhoneProblem) -> Unit = { tools.notice(it.words) }, block: suspend () -> Unit): Job =
        tools.scope.launch {
            try {
                withContext(tools.io) { block() }
            } catch (problem: PhoneProblem) {
                failed(problem)
            }
        }
}
