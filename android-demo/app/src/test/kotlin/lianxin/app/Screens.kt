package lianxin.app

import lianxin.app.phone.Dwelling
import lianxin.app.phone.Need
import lianxin.app.phone.Outcome
import lianxin.app.phone.Purpose
import lianxin.app.phone.Wish
import lianxin.app.state.AppState
import lianxin.app.state.Form
import lianxin.app.state.FormText
import lianxin.app.state.Place
import lianxin.app.state.ScanHolder

/** Every screen, with what it is like on an ordinary day: name, and how it is reached. */
val Screens: List<Pair<String, (AppState, FakePhone) -> Unit>> = listOf(
    "enrol" to { app, phone -> phone.isEnrolledNow = false; app.opened(); app.enrol.type("") },
    "enrol-invitation" to { app, _ -> app.enrol.offer("LX1:6BFOXN583TW5FSTBR4E90K7RUJ2W9R6WC8Q2T0") },
    "enrol-digits" to { app, _ -> app.enrol.begin() },
    "scan" to { app, _ -> app.scan.open { false } },
    "scan-refused" to { app, _ -> app.scan.hinder(ScanHolder.Obstacle.NOT_ALLOWED) },
    "locked" to { app, phone -> app.scan.shut(); phone.isEnrolledNow = true; app.opened(); app.lock.shut() },
    "today" to { app, phone ->
        app.lock.unlock()
        phone.standing = phone.standing.copy(delivered = 12)
        app.opened()
    },
    "today-waiting" to { app, phone ->
        phone.standing = phone.standing.copy(delivered = 9)
        phone.failure = FakePhone.offline
        val begun = Form("d1", "h2", "槐荫苑 3-1-403", note = "楼道灯不亮，已报")
        phone.draftsNow["d1"] = lianxin.app.phone.Draft("d1", "h2", FormText.write(begun), 0)
        app.refresh()
        app.sync.sync()
    },
    "saved" to { app, phone ->
        phone.draftsNow.clear()
        phone.failure = null
        app.sync.sync()
        app.visit.saveAtOnce("h1", "槐荫苑 3-1-402", Outcome.NO_ANSWER)
    },
    "household" to { app, phone ->
        app.saver.undo {}
        phone.draftsNow.clear()
        phone.pages = phone.pages.map { if (it.household.id == "h1") it.copy(visits = FakePhone.visits) else it }
        app.open("h1")
    },
    "conflict" to { app, phone ->
        phone.pages = phone.pages.map { if (it.household.id == "h1") it.copy(disputes = listOf(FakePhone.dispute)) else it }
        app.refresh()
    },
    "correct" to { app, _ -> app.visit.correct(FakePhone.visits.first(), "h1", "槐荫苑 3-1-402") },
    "visit" to { app, _ -> app.visit.begin("h1", "槐荫苑 3-1-402") },
    "visit-more" to { app, _ ->
        app.visit.resume(
            Form("d2", "h1", "槐荫苑 3-1-402", outcome = Outcome.MET, purpose = Purpose.FOLLOW_UP, note = "住户有糖尿病，想换扶手。",
                needs = listOf(Need("家电小修", "厨房灯")), followUp = "2026-12-01", wish = Wish.WELCOME),
        )
    },
    "visit-blocked" to { app, _ -> app.visit.note("身份证 11010519491231002X") },
    "show" to { app, _ -> app.visit.note("扶手已约师傅周四来。"); app.navigator.go(Place.ShowResident) },
    "unlisted" to { app, _ ->
        app.back()
        app.visit.resume(Form("d3", dwelling = Dwelling("槐荫苑", "5"), outcome = Outcome.MET))
    },
    "find" to { app, _ -> app.visit.drop(); app.go(Place.Main.FIND); app.find.type("槐荫苑") },
    "attention" to { app, phone ->
        phone.attentionNow = listOf(FakePhone.refused)
        app.go(Place.Main.ATTENTION)
    },
    "settings" to { app, phone -> phone.attentionNow = emptyList(); app.go(Place.Main.SETTINGS) },
    "contacts" to { app, _ -> app.navigator.go(Place.Contacts) },
    "card" to { app, _ -> app.navigator.go(Place.OwnCard) },
    "wipe" to { app, _ -> app.navigator.go(Place.Wipe) },
)
