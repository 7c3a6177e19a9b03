package lianxin.app.state

import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import lianxin.app.phone.Caution
import lianxin.app.phone.Need
import lianxin.app.phone.NoteHit
import lianxin.app.phone.Outcome
import lianxin.app.phone.PastVisit
import lianxin.app.phone.PhoneProblem

/** The visit form. What is typed is on the disk within [KEEP_AFTER_MS] of a pause, and at the latest [KEEP_AT_LEAST_MS] after. */
class VisitHolder(tools: Tools, private val saver: Saver, private val navigator: Navigator) :
    Holder<VisitHolder.State?>(null, tools) {
    data class State(
        val form: Form,
        val today: String,
        val cautions: List<Caution> = emptyList(),
        val hits: List<NoteHit> = emptyList(),
        /** Needs to choose from. */
        val needs: List<String> = emptyList(),
    ) {
        val isBlocked get() = hits.any { it.isBlocking }
        private val isChanged get() = form.correction()?.let { it.now != it.was } ?: true
        val canSave get() = form.isComplete && isChanged && !isBlocked
    }

    private val disk = Mutex()
    private var keeping: Job? = null
    @Volatile private var unkeptSince: Long? = null

    /** Opens an empty form at a door of the ledger, or at one that no ledger has. */
    fun begin(household: String?, place: String, outcome: Outcome? = null) = work {
        val form = Form(tools.phone.newDraftId(), household, place, outcome = outcome, day = tools.phone.day())
        show(form)
    }

    /** Opens an own visit that is to be told differently. */
    fun correct(visit: PastVisit, household: String, place: String) = work {
        val (outcome, purpose, note, followUp) = visit.told
        show(Form(tools.phone.newDraftId(), household, place, outcome = outcome, purpose = purpose, note = note, followUp = followUp,
            day = visit.day, corrects = Corrects(visit.id, visit.told)))
    }

    /** Opens a form that was not finished. */
    fun resume(form: Form) = work { show(form) }

    private suspend fun show(form: Form) {
        val cautions = form.household?.takeIf { form.corrects == null }?.let { tools.phone.cautions(it) }.orEmpty()
        val known = form.household?.let { tools.phone.household(it).household.needs }.orEmpty()
        val needs = (known + form.needs.map { it.code } + tools.phone.needs().take(CHIPS)).distinct()
        val today = tools.phone.day()
        withContext(tools.main) {
            change { State(form, today, cautions, tools.words.check(form.note), needs) }
            if (navigator.places.value.last() != Place.Visit) navigator.go(Place.Visit)
        }
    }

    fun edit(edit: (Form) -> Form) {
        change { state -> state?.let { it.copy(form = edit(it.form)) } }
        keepSoon()
    }

    fun note(text: String) {
        change { state -> state?.let { it.copy(form = it.form.copy(note = text.take(NOTE_MAX)), hits = tools.words.check(text)) } }
        keepSoon()
    }

    fun toggle(need: String) = edit { form ->
        val without = form.needs.filter { it.code != need }
        form.copy(needs = if (without.size == form.needs.size) form.needs + Need(need) else without)
    }

    /** The one way to save: disk first, then back to where the person came from. */
    fun save() {
        val state = state.value?.takeIf { it.canSave } ?: return
        keeping?.cancel()
        saver.pressed(work { disk.withLock { saver.save(state.form) { close() } } })
    }

    /** A neutral outcome straight from a list. */
    fun saveAtOnce(household: String, place: String, outcome: Outcome) = saver.pressed(
        work { saver.save(Form(tools.phone.newDraftId(), household, place, outcome = outcome, day = tools.phone.day())) },
    )

    fun drop() {
        val form = state.value?.form ?: return
        keeping?.cancel()
        close()
        work { disk.withLock { tools.phone.dropDraft(form.draft) } }
    }

    /** Leaving keeps the form as a draft; one nobody wrote into is thrown away, and one that cannot be kept stays open. */
    fun leave() = work {
        keep()
        withContext(tools.main) { close() }
    }

    private fun close() {
        keeping?.cancel()
        unkeptSince = null
        if (navigator.places.value.last() == Place.ShowResident) navigator.back()
        if (navigator.places.value.last() == Place.Visit) navigator.back()
        change { null }
    }

    private fun keepSoon() {
        val now = tools.now()
        val since = unkeptSince ?: now.also { unkeptSince = it }
        keeping?.cancel()
        keeping = tools.scope.launch {
            delay(minOf(KEEP_AFTER_MS, since + KEEP_AT_LEAST_MS - now).coerceAtLeast(0))
            keepNow()
        }
    }

    /** Also when the app goes to the back. */
    fun keepNow(): Job = work { keep() }

    /** What could not be kept is tried again with the next letter, and when the form is left. */
    private suspend fun keep() = disk.withLock {
        val since = unkeptSince ?: return@withLock
        val form = state.value?.form ?: return@withLock
        unkeptSince = null
        try {
            tools.phone.saveDraft(form.draft, form.household, FormText.write(form))
        } catch (problem: PhoneProblem) {
            unkeptSince = since
            throw problem
        }
    }

    companion object {
        const val NOTE_MAX = 500
        /** The needs most often met; a household's own come besides. */
        const val CHIPS = 12
        const val KEEP_AFTER_MS = 400L
        const val KEEP_AT_LEAST_MS = 1000L
    }
}
