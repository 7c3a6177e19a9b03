package lianxin.app.state

import kotlinx.coroutines.launch
import lianxin.app.phone.Household
import lianxin.app.phone.Outcome

/** Everything the app shows, for as long as the process lives: turning the phone or leaving the app changes nothing. */
class AppState(val tools: Tools, settingsStore: SettingsStore) {
    val navigator = Navigator()
    val lock = Lock(tools.now)
    val saver = Saver(tools, ::refresh)
    val today = TodayHolder(tools)
    val household = HouseholdHolder(tools, ::refresh)
    val find = FindHolder(tools)
    val attention = AttentionHolder(tools, ::refresh)
    val sync = SyncHolder(tools, saver, ::refresh)
    val visit = VisitHolder(tools, saver, navigator, ::refresh)
    val enrol = EnrolHolder(tools, ::begin)
    val settings = SettingsHolder(tools, settingsStore, ::refresh)

    private val isEnrolled get() = enrol.state.value.isEnrolled == true

    /** Reads again what the screens show. */
    fun refresh() {
        if (!isEnrolled) return
        today.refresh()
        attention.refresh()
        sync.refresh()
        household.refresh()
        find.refresh()
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

    /** The app goes to the back: nothing waits any longer. */
    fun left() {
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
    fun undo() = saver.undo { form ->
        visit.resume(form)
        refresh()
    }

    fun go(place: Place.Main) {
        tools.notice(null)
        navigator.go(place)
        refresh()
    }

    /** False if the system should leave the app. */
    fun back(): Boolean {
        tools.notice(null)
        if (navigator.places.value.last() == Place.Visit) {
            visit.leave()
            return true
        }
        return navigator.back()
    }
}
