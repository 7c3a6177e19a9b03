package lianxin.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import lianxin.app.phone.Choice
import lianxin.app.phone.Dispute
import lianxin.app.phone.Household
import lianxin.app.phone.Outcome
import lianxin.app.phone.PastVisit
import lianxin.app.phone.Wish
import lianxin.app.state.AppState
import lianxin.app.state.Form
import lianxin.app.state.Place
import lianxin.app.ui.attention.AttentionScreen
import lianxin.app.ui.contacts.CardScreen
import lianxin.app.ui.contacts.ContactsScreen
import lianxin.app.ui.enrol.EnrolActions
import lianxin.app.ui.enrol.EnrolScreen
import lianxin.app.ui.find.FindScreen
import lianxin.app.ui.household.HouseholdScreen
import lianxin.app.ui.household.PageActions
import lianxin.app.ui.locked.LockedScreen
import lianxin.app.ui.parts.HouseholdActions
import lianxin.app.ui.parts.MainBar
import lianxin.app.ui.parts.Notice
import lianxin.app.ui.scan.ScanScreen
import lianxin.app.ui.settings.SettingsScreen
import lianxin.app.ui.settings.WipeScreen
import lianxin.app.ui.today.TodayScreen
import lianxin.app.ui.visit.ShowScreen
import lianxin.app.ui.visit.VisitActions
import lianxin.app.ui.visit.VisitScreen

/** What only the platform can do for the screens. */
interface Platform {
    /** Asks for the camera, or says what is in its way. */
    fun askForCamera()
    /** What the camera sees, once it may. It sees as long as this is on the screen. */
    @Composable fun Sight(modifier: Modifier)
    fun pasted(): String?
    /** Asks for the phone's own screen lock. */
    fun unlock()
    fun hasScreenLock(): Boolean
    /** Opens the phone's dialler with a number; the person calls. */
    fun dial(number: String)
    fun wipe()
}

/** The screen the person is on. */
@Composable
fun AppScreen(app: AppState, platform: Platform) {
    val enrol by app.enrol.state.collectAsState()
    val isLocked by app.lock.isLocked.collectAsState()
    val places by app.navigator.places.collectAsState()
    val scan by app.scan.state.collectAsState()
    val seeing = scan
    when {
        enrol.isEnrolled == null -> Unit
        seeing != null -> ScanScreen(seeing, { platform.Sight(it) }, { app.back() }) { platform.pasted()?.let(app.scan::read) }
        enrol.isEnrolled == false -> EnrolScreen(enrol, { Notices(app) }, enrolActions(app, platform))
        isLocked -> LockedScreen(platform::unlock)
        else -> Opened(app, platform, places.last())
    }
}

@Composable
private fun Opened(app: AppState, platform: Platform, place: Place) {
    val households = householdActions(app)
    val notice: @Composable () -> Unit = { Notices(app) }
    when (place) {
        Place.Main.TODAY -> {
            val today by app.today.state.collectAsState()
            val sync by app.sync.state.collectAsState()
            TodayScreen(today, sync, notice, { Bar(app, Place.Main.TODAY) }, households, { app.sync.sync() }, { app.visit.resume(it) }, { app.navigator.go(Place.Contacts) }) { app.newDoor() }
        }
        Place.Main.FIND -> {
            val find by app.find.state.collectAsState()
            FindScreen(find, notice, { Bar(app, Place.Main.FIND) }, households, app.find::type) { app.newDoor() }
        }
        Place.Main.ATTENTION -> {
            val attention by app.attention.state.collectAsState()
            AttentionScreen(
                attention, notice, { Bar(app, Place.Main.ATTENTION) }, { app.attention.settle(it) }, { app.open(it.household) },
            ) { dispute, choice -> app.attention.resolve(dispute, choice) }
        }
        Place.Main.SETTINGS -> {
            val settings by app.settings.state.collectAsState()
            val sync by app.sync.state.collectAsState()
            SettingsScreen(
                settings, sync.standing, sync.office, platform.hasScreenLock(), notice, { Bar(app, Place.Main.SETTINGS) },
                app.settings::language, app.settings::large, { app.navigator.go(Place.Contacts) },
            ) { app.openWipe() }
        }
        is Place.OneHousehold -> {
            val page by app.household.state.collectAsState()
            page?.takeIf { it.household.id == place.id }?.let { HouseholdScreen(it, notice, pageActions(app, it.household)) }
        }
        Place.Visit -> {
            val visit by app.visit.state.collectAsState()
            visit?.let { VisitScreen(it, notice, visitActions(app)) }
        }
        Place.ShowResident -> {
            val visit by app.visit.state.collectAsState()
            visit?.let { ShowScreen(it.form) { app.back() } }
        }
        Place.Contacts -> {
            val contacts by app.contacts.state.collectAsState()
            ContactsScreen(contacts, notice, { app.back() }, { app.navigator.go(Place.OwnCard) }, platform::dial)
        }
        Place.OwnCard -> {
            val contacts by app.contacts.state.collectAsState()
            CardScreen(contacts.own) { app.back() }
        }
        Place.Wipe -> {
            val sync by app.sync.state.collectAsState()
            val today by app.today.state.collectAsState()
            val waiting = sync.standing?.let { it.made - it.delivered } ?: 0
            WipeScreen(waiting, today.drafts.size, notice, { app.back() }, platform::wipe)
        }
    }
}

@Composable
private fun Notices(app: AppState) {
    val words by app.tools.notice.collectAsState()
    val saved by app.saver.state.collectAsState()
    Notice(words, saved) { app.undo() }
}

@Composable
private fun Bar(app: AppState, at: Place.Main) {
    val attention by app.attention.state.collectAsState()
    MainBar(at, attention.count) { app.go(it) }
}

private fun enrolActions(app: AppState, platform: Platform) = object : EnrolActions {
    override fun scan() {
        app.scan.open(app.enrol::offer)
        platform.askForCamera()
    }
    override fun paste() { platform.pasted()?.let { app.enrol.offer(it) } }
    override fun type(text: String) = app.enrol.type(text)
    override fun begin() = app.enrol.begin()
    override fun ask() = app.enrol.ask()
}

private fun householdActions(app: AppState) = object : HouseholdActions {
    override fun open(household: Household) = app.open(household.id)
    override fun record(household: Household, outcome: Outcome) = app.record(household, outcome)
}

private fun pageActions(app: AppState, household: Household) = object : PageActions {
    override fun back() { app.back() }
    override fun visit() { app.visit.begin(household.id, household.place) }
    override fun record(outcome: Outcome) = app.record(household, outcome)
    override fun wish(wish: Wish?) { app.household.wish(wish) }
    override fun resolve(dispute: Dispute, choice: Choice) { app.household.resolve(dispute, choice) }
    override fun correct(visit: PastVisit) { app.visit.correct(visit, household.id, household.place) }
}

private fun visitActions(app: AppState) = object : VisitActions {
    override fun back() { app.back() }
    override fun edit(edit: (Form) -> Form) = app.visit.edit(edit)
    override fun note(text: String) = app.visit.note(text)
    override fun toggleNeed(code: String) = app.visit.toggle(code)
    override fun show() = app.navigator.go(Place.ShowResident)
    override fun save() = app.visit.save()
    override fun drop() = app.visit.drop()
}
