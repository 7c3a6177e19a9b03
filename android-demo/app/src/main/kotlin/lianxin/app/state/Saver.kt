package lianxin.app.state

import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import lianxin.app.phone.PhoneProblem

/**
 * Saves forms. What is pressed to be saved is on the disk at once, as a draft that says so, and becomes a visit after
 * ten seconds; until then it can be undone. Leaving the app or syncing ends the wait, and what a killed process left is
 * recorded at the next opening.
 */
class Saver(tools: Tools) : Holder<Saver.State?>(null, tools) {
    /** A form that is saved and can still be undone. */
    data class State(val form: Form, val secondsLeft: Int)

    private val mutex = Mutex()
    private var countdown: Job? = null
    @Volatile private var saving: Job? = null

    /** What a person pressed to save, from that moment on: a sync that follows at once takes it along. */
    fun pressed(saving: Job) {
        this.saving = saving
    }

    suspend fun save(form: Form, kept: () -> Unit = {}) {
        recordSaved()
        val saved = form.copy(isSaved = true)
        tools.phone.saveDraft(form.draft, form.household, FormText.write(saved))
        withContext(tools.main) {
            change { State(saved, UNDO_SECONDS) }
            countdown = count()
            kept()
        }
    }

    /** Takes the last form back; gives it, to be edited or thrown away. */
    fun undo(back: (Form) -> Unit) {
        countdown?.cancel()
        val form = state.value?.form?.copy(isSaved = false) ?: return
        change { null }
        work {
            mutex.withLock { tools.phone.saveDraft(form.draft, form.household, FormText.write(form)) }
            withContext(tools.main) { back(form) }
        }
    }

    /** Records everything that was saved, now, and what is being saved. */
    suspend fun finish() {
        saving?.join()
        recordSaved()
    }

    /**
     * Of what cannot be recorded the screen says why: where another try may help it stays saved, to be recorded the next
     * time, and otherwise it is a draft again.
     */
    private suspend fun recordSaved() = withContext(tools.io) {
        mutex.withLock {
            val forms = tools.phone.drafts().map { FormText.read(it.id, it.household, it.form) }.filter { it.isSaved }
            forms.forEach(::record)
            if (forms.isNotEmpty()) tools.scope.launch { countdown?.cancel(); change { null } }
        }
    }

    fun finishNow() = work { finish() }

    private fun record(form: Form) {
        try {
            form.correction()?.let { return tools.phone.correct(it) }
            form.record()?.let { return tools.phone.record(it) }
        } catch (problem: PhoneProblem) {
            tools.notice(problem.words)
            if (problem.isRetryUseful) return
        }
        tools.phone.saveDraft(form.draft, form.household, FormText.write(form.copy(isSaved = false)))
    }

    private fun count() = tools.scope.launch {
        for (left in UNDO_SECONDS - 1 downTo 0) {
            delay(1000)
            change { it?.copy(secondsLeft = left) }
        }
        finishNow()
    }

    companion object {
        const val UNDO_SECONDS = 10
    }
}
