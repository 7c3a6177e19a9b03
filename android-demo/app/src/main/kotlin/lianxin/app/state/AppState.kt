package lianxin.app.state

import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import lianxin.app.phone.Changed
import lianxin.app.phone.Household
import lianxin.app.phone.Outcome

/** Everything the app shows, for as long as the process lives: turning the phone or leaving the app changes nothing. */
class AppState(val tools: Tools, settingsStore: SettingsStore) {
    val navigator = Navigator()
    val lock = Lock(tools.now)
    val saver = Saver(tools)
    val today = TodayHolder(tools)
    val household = HouseholdHolder(tools) { if (navigator.places.value.last() == Place.OneHousehold(it)) navigator.back() }
    val find = FindHolder(tools)
    val attention = AttentionHolder(tools)
    val contacts = ContactsHolder(tools)
    val sync = SyncHolder(tools, saver)
    val visit = VisitHolder(tools, saver, navigator)
    val scan = ScanHolder(tools)
    val enrol = EnrolHolder(tools, ::begin)
    val settings = SettingsHolder(tools, settingsStore, ::refresh)

    private val isEnrolled get() = enrol.state.value.isEnrolled == true

    init {
        tools.scope.launch {
            tools.phone.changes().collect {
                refresh(it)
                delay(BURST_MS)
            }
        }
    }

    /** Reads again what the screens show of these. */
    fun refresh(changed: Set<Changed> = Changed.entries.toSet()) {
        if (!isEnrolled) return
        val isLedger = Changed.HOUSEHOLDS in changed || Changed.VISITS in changed
        if (isLedger || Changed.DRAFTS in changed) today.refresh()
        if (isLedger || Changed.ATTENTION in changed) attention.refresh()
        if (Changed.STATUS in changed) {
            sync.refresh()
            contacts.refresh()
        }
        if (isLedger) {
            household.refresh()
            find.refresh()
        }
    }

    private fun begin() {
        refresh()
        sync.sync()
    }

    /** The app has come to the front: what was left saved is recorded, then the office is asked. */
    fun opened() = tools.scope.launch {
        enrol.look().join()
        lock.look()
        if (isEnrolled) begin()
    }

    /** What the background job does: a sync, and nothing anybody sees. */
    suspend fun inBackground() {
        enrol.look().join()
        if (isEnrolled) sync.sync().join()
    }

    /** The app goes to the back: nothing waits any longer, and the camera sees nothing. */
    fun left() {
        scan.shut()
        visit.keepNow()
        if (isEnrolled) saver.finishNow()
    }

    fun open(household: String) {
        this.household.show(household)
        navigator.go(Place.OneHousehold(household))
    }

    /** Recording "no answer" or "declined" costs one tap; anything else opens the form. */
    fun record(household: Household, outcome: Outcome) {
        if (outcome == Outcome.MET) visit.begin(household.id, household.place, outcome)
        else visit.saveAtOnce(household.id, household.place, outcome)
    }

    /** A door that no ledger has. */
    fun newDoor() {
        visit.begin(null, "")
    }

    /** Takes the last form back, and opens it again. */
    fun undo() = saver.undo { visit.resume(it) }

    /** What is saved counts among what is not delivered, before somebody decides to lose it. */
    fun openWipe() {
        saver.finishNow()
        navigator.go(Place.Wipe)
    }

    fun go(place: Place.Main) {
        tools.notice(null)
        navigator.go(place)
        refresh()
    }

    /** False if the system should leave the app. */
    fun back(): Boolean {
        tools.notice(null)
        if (scan.state.value != null) {
            scan.shut()
            return true
        }
        if (navigator.places.value.last() == Place.Visit) {
            visit.leave()
            return true
        }
        return navigator.back()
    }

    private companion object {
        /** Changes that come within this time after a reading are read together. */
        const val BURST_MS = 250L
    }
}
