package lianxin.app.state

import kotlinx.coroutines.Job
import lianxin.app.phone.Phrase
import lianxin.app.phone.ProblemKind
import lianxin.app.phone.Standing

/** The one line of truth, and the sync behind it. */
class SyncHolder(tools: Tools, private val saver: Saver) : Holder<SyncHolder.State>(State(), tools) {
    data class State(
        val standing: Standing? = null,
        /** Where the office is reached. */
        val office: String? = null,
        val isRunning: Boolean = false,
        /** What the running sync does. */
        val phrase: Phrase? = null,
        /** The office could not be reached at the last try. */
        val isOffline: Boolean = false,
        /** What the office said about own records at the last sync. */
        val told: List<String> = emptyList(),
    )

    private var running: Job? = null

    fun refresh() = work {
        val standing = tools.phone.standing()
        val office = tools.phone.office()
        change { it.copy(standing = standing, office = office) }
    }

    /** Does nothing while one is running. A failure for want of a network is no notice: the line says it in grey. */
    fun sync(): Job {
        running?.takeIf { it.isActive }?.let { return it }
        change { it.copy(isRunning = true, phrase = Phrase("sync_connecting")) }
        return work(failed = { problem ->
            val offline = problem.kind == ProblemKind.UNREACHABLE
            change { it.copy(isRunning = false, phrase = null, isOffline = offline) }
            if (!offline) tools.notice(problem.words)
            refresh()
        }) {
            saver.finish()
            val result = tools.phone.sync { progress -> change { it.copy(phrase = progress.phrase) } }
            val standing = tools.phone.standing()
            change { it.copy(standing = standing, isRunning = false, phrase = null, isOffline = false, told = result.told) }
        }.also { running = it }
    }
}
