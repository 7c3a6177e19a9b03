package lianxin.app.state

import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import lianxin.app.phone.AttentionItem
import lianxin.app.phone.Choice
import lianxin.app.phone.Dispute
import lianxin.app.phone.Household
import lianxin.app.phone.HouseholdPage
import lianxin.app.phone.ProblemKind
import lianxin.app.phone.Today
import lianxin.app.phone.Wish

/** Whom to think of, why, and what was not finished. */
class TodayHolder(tools: Tools) : Holder<TodayHolder.State>(State(), tools) {
    data class State(val today: Today? = null, val drafts: List<Form> = emptyList())

    fun refresh() = work {
        val today = tools.phone.today()
        val drafts = tools.phone.drafts().map { FormText.read(it.id, it.household, it.form) }.filter { !it.isSaved }
        change { State(today, drafts) }
    }
}

/** One household: its line, its wish, its past, and what two people said about it. */
class HouseholdHolder(tools: Tools, private val gone: (String) -> Unit) : Holder<HouseholdPage?>(null, tools) {
    fun show(id: String) = work { val page = tools.phone.household(id); change { page } }

    /** A household that has left the phone meanwhile is no longer shown. */
    fun refresh() = state.value?.household?.id?.let { id ->
        work(failed = { problem -> if (problem.kind == ProblemKind.NOT_FOUND) forget(id) else tools.notice(problem.words) }) {
            val page = tools.phone.household(id)
            change { if (it?.household?.id == id) page else it }
        }
    }

    private fun forget(id: String) {
        change { if (it?.household?.id == id) null else it }
        gone(id)
    }

    fun wish(wish: Wish?) = state.value?.let { page -> work { tools.phone.setWish(page.household.id, wish) } }

    fun resolve(dispute: Dispute, choice: Choice) = work { tools.phone.resolve(dispute.document, dispute.key, choice.value) }
}

/** Finding a household by what people call it. */
class FindHolder(tools: Tools) : Holder<FindHolder.State>(State(), tools) {
    data class State(val text: String = "", val found: List<Household> = emptyList(), val isAsked: Boolean = false)

    private var asking: Job? = null

    fun type(text: String) {
        change { it.copy(text = text) }
        asking?.cancel()
        asking = work {
            val found = if (text.isBlank()) emptyList() else tools.phone.search(text)
            change { if (it.text == text) State(text, found, text.isNotBlank()) else it }
        }
    }

    fun refresh() = type(state.value.text)
}

/** What the office did not take, and what two people changed. */
class AttentionHolder(tools: Tools) : Holder<AttentionHolder.State>(State(), tools) {
    data class State(val items: List<AttentionItem> = emptyList(), val disputes: List<Dispute> = emptyList()) {
        val count get() = items.size + disputes.size
    }

    fun refresh() = work { val now = State(tools.phone.attention(), tools.phone.disputes()); change { now } }

    fun settle(item: AttentionItem) = work { tools.phone.settle(item.entry, item.item) }

    fun resolve(dispute: Dispute, choice: Choice) = work { tools.phone.resolve(dispute.document, dispute.key, choice.value) }
}

/** From the office's invitation to the first sync. */
class EnrolHolder(tools: Tools, private val enrolled: () -> Unit) : Holder<EnrolHolder.State>(State(), tools) {
    data class State(
        val isEnrolled: Boolean? = null,
        val invitation: String = "",
        /** To be compared with the clerk's screen; empty before the office was asked. */
        val digits: String = "",
        val isAsking: Boolean = false,
    )

    private var waiting: Job? = null

    fun look() = work {
        val isEnrolled = tools.phone.isEnrolled()
        change { it.copy(isEnrolled = isEnrolled) }
        if (!isEnrolled && tools.phone.isEnrolling()) ask()
    }

    fun type(text: String) = change { it.copy(invitation = text) }

    /** What the camera read or another app gave. Only an invitation is taken; false if it is none. */
    fun offer(text: String): Boolean {
        val found = INVITATION.find(text) ?: return false
        type(found.value)
        return true
    }

    fun begin() {
        val invitation = INVITATION.find(state.value.invitation)?.value ?: state.value.invitation.trim()
        work { tools.phone.beginEnrolment(invitation); ask() }
    }

    /** Asks the office, and goes on asking every few seconds until the clerk has confirmed. */
    fun ask() {
        if (waiting?.isActive == true) return
        change { it.copy(isAsking = true) }
        waiting = work(failed = { problem -> change { it.copy(isAsking = false) }; tools.notice(problem.words) }) {
            while (true) {
                val step = tools.phone.continueEnrolment()
                change { it.copy(digits = step.digits) }
                if (step.isConfirmed) break
                delay(ASK_EVERY_MS)
            }
            change { State(isEnrolled = true) }
            tools.scope.launch { enrolled() }
        }
    }

    companion object {
        private val INVITATION = Regex("LX1:[0-9A-Z]+")
        const val ASK_EVERY_MS = 3000L
    }
}

/** What the person set on this phone; nobody else sees it. */
data class Settings(val language: String = "zh-CN", val isLarge: Boolean = false)

/** Keeps the settings. */
interface SettingsStore {
    fun load(): Settings
    fun save(settings: Settings)
}

class SettingsHolder(tools: Tools, private val store: SettingsStore, private val changed: () -> Unit) :
    Holder<Settings>(store.load(), tools) {
    init { tools.words.speak(state.value.language) }

    fun language(tag: String) {
        tools.words.speak(tag)
        set { it.copy(language = tag) }
        changed()
    }

    fun large(isLarge: Boolean) = set { it.copy(isLarge = isLarge) }

    private fun set(edit: (Settings) -> Settings) {
        change(edit)
        work { store.save(state.value) }
    }
}
