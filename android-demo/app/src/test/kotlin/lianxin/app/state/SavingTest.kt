package lianxin.app.state

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import lianxin.app.FakePhone
import lianxin.app.phone.Dwelling
import lianxin.app.phone.Outcome
import lianxin.app.phone.PhoneProblem
import lianxin.app.phone.ProblemKind

/** What becomes of a form between the first letter and the record. */
class SavingTest {
    private val world = World()
    private val app = world.app
    private val phone = world.phone
    private val home = FakePhone.households.first()
    private val full = PhoneProblem(ProblemKind.OTHER, "手机空间满了", "storage.full", true)

    private fun begin() {
        app.record(home, Outcome.MET)
        world.settle()
    }

    @Test
    fun `what is typed is on the disk after a pause, and never more than a second behind`() {
        begin()
        val text = "住户反映楼道灯不亮，已报修，改天再来看看。".repeat(3)
        for (end in 1..text.length) {
            app.visit.note(text.take(end))
            world.pass(100)
            val behind = end - world.draft()?.note.orEmpty().length
            assertTrue(behind <= 11, "$behind letters are not on the disk after ${end * 100} ms of typing")
        }
        world.pass(VisitHolder.KEEP_AFTER_MS)
        assertEquals(text, world.draft()?.note)
        assertTrue(phone.saves < text.length / 5, "the disk is not written for every letter")
    }

    @Test
    fun `a saved form is a visit after ten seconds, and until then it can be undone`() {
        begin()
        app.visit.save()
        world.settle()
        assertTrue(world.draft()!!.isSaved, "it is on the disk before the screen says so")
        world.pass(9_900)
        assertEquals(0, phone.recorded.size)
        app.undo()
        world.settle()
        assertEquals(Outcome.MET, app.visit.state.value!!.form.outcome)
        world.pass(20_000)
        assertEquals(0, phone.recorded.size)
        app.visit.save()
        world.pass(10_100)
        assertEquals(listOf(Outcome.MET), phone.recorded.map { it.outcome })
        assertNull(app.saver.state.value)
        assertTrue(phone.draftsNow.isEmpty())
    }

    @Test
    fun `an own visit is told differently, and what was kept of it survives the process`() {
        val visit = FakePhone.visits.first()
        app.visit.correct(visit, home.id, home.place)
        world.settle()
        assertFalse(app.visit.state.value!!.canSave, "nothing differs yet")
        app.visit.note("扶手已装好。")
        app.visit.edit { it.copy(purpose = null) }
        assertTrue(app.visit.state.value!!.canSave)
        app.visit.save()
        world.settle()
        world.restart()
        val now = visit.told.copy(note = "扶手已装好。", purpose = null)
        assertEquals(listOf(visit.id to (visit.told to now)), phone.corrected.map { it.visit to (it.was to it.now) })
        assertTrue(phone.recorded.isEmpty() && phone.draftsNow.isEmpty())
    }

    @Test
    fun `a need in one's own words is recorded beside those of the chips, once`() {
        begin()
        app.visit.toggle("家电小修")
        for (words in listOf("楼道扶手", "家电小修")) {
            app.visit.edit { it.copy(otherNeed = words) }
            assertEquals(setOf("家电小修", words), app.visit.state.value!!.form.record()!!.needs.map { it.code }.toSet())
        }
        assertEquals(1, app.visit.state.value!!.form.record()!!.needs.size)
    }

    @Test
    fun `a neutral outcome is one call from the list`() {
        app.record(home, Outcome.NO_ANSWER)
        world.pass(10_100)
        assertEquals(listOf(Outcome.NO_ANSWER to "h1"), phone.recorded.map { it.outcome to it.household })
        assertEquals(Place.Main.TODAY, app.navigator.places.value.single())
    }

    @Test
    fun `leaving the app, syncing and saving the next one end the wait`() {
        val ends = listOf<() -> Unit>({ app.left() }, { app.sync.sync() }, { app.record(home, Outcome.DECLINED) })
        for ((index, end) in ends.withIndex()) {
            app.record(home, Outcome.NO_ANSWER)
            world.settle()
            assertEquals(index, phone.recorded.size)
            end()
            world.settle()
            assertEquals(index + 1, phone.recorded.size)
        }
    }

    @Test
    fun `what was saved before the process died is recorded at the next opening, and what was begun is offered`() {
        app.record(home, Outcome.NO_ANSWER)
        begin()
        app.visit.note("写了一半")
        world.pass(500)
        world.restart()
        assertEquals(listOf(Outcome.NO_ANSWER), phone.recorded.map { it.outcome })
        assertEquals(listOf("写了一半"), world.app.today.state.value.drafts.map { it.note })
        world.pass(20_000)
        assertEquals(1, phone.recorded.size)
    }

    @Test
    fun `a full phone says so and the form stays open`() {
        begin()
        app.visit.note("写了一半")
        phone.full = full
        app.visit.save()
        world.settle()
        assertEquals(full.words, app.tools.notice.value)
        assertEquals("写了一半", app.visit.state.value!!.form.note)
        assertEquals(Place.Visit, app.navigator.places.value.last())
        phone.full = null
        app.visit.save()
        world.pass(10_100)
        assertEquals(listOf("写了一半"), phone.recorded.map { it.note })
    }

    @Test
    fun `a form that finds no room is not left, and what is typed next tries again`() {
        begin()
        phone.full = full
        app.visit.note("写了一半")
        world.pass(2_000)
        assertTrue(app.back())
        world.settle()
        assertEquals("写了一半", app.visit.state.value!!.form.note)
        assertEquals(Place.Visit, app.navigator.places.value.last())
        phone.full = null
        app.back()
        world.settle()
        assertEquals("写了一半", world.draft()!!.note)
        assertEquals(Place.Main.TODAY, app.navigator.places.value.single())
    }

    @Test
    fun `a visit that finds no room when it can no longer be undone is recorded by the next sync`() {
        app.record(home, Outcome.NO_ANSWER)
        world.settle()
        phone.failure = full
        phone.full = full
        world.pass(10_100)
        assertEquals(full.words, app.tools.notice.value)
        assertNull(app.saver.state.value)
        phone.failure = null
        phone.full = null
        app.sync.sync()
        world.settle()
        assertEquals(1, phone.recorded.size)
    }

    @Test
    fun `what the phone refuses to record stays as a draft, with its reason`() {
        app.record(home, Outcome.NO_ANSWER)
        world.settle()
        phone.failure = PhoneProblem(ProblemKind.OTHER, "您现在没有可以这样做的岗位", "rights.none", false)
        world.pass(10_100)
        assertEquals("您现在没有可以这样做的岗位", app.tools.notice.value)
        assertFalse(world.draft()!!.isSaved)
        assertEquals(1, app.today.state.value.drafts.size)
    }

    @Test
    fun `a note with what must not stand in it cannot be saved`() {
        begin()
        app.visit.note("身份证 110105")
        assertTrue(app.visit.state.value!!.isBlocked)
        app.visit.save()
        world.pass(20_000)
        assertEquals(0, phone.recorded.size)
        app.visit.note("已提醒")
        app.visit.save()
        world.pass(10_100)
        assertEquals(1, phone.recorded.size)
    }

    @Test
    fun `a door that no ledger has needs something to find it by`() {
        app.newDoor()
        world.settle()
        app.visit.edit { it.copy(outcome = Outcome.MET) }
        assertFalse(app.visit.state.value!!.canSave)
        app.visit.edit { it.copy(dwelling = it.dwelling.copy(estate = "槐荫苑", room = "101")) }
        app.visit.save()
        world.pass(10_100)
        assertEquals(Dwelling("槐荫苑", room = "101"), phone.recorded.single().dwelling)
        assertNull(phone.recorded.single().household)
    }

    @Test
    fun `an opened form nobody wrote into leaves nothing behind, and one thrown away is gone`() {
        begin()
        assertTrue(app.back())
        world.pass(5_000)
        assertTrue(phone.draftsNow.isEmpty())
        begin()
        app.visit.note("写了一半")
        world.pass(1_000)
        assertNotNull(world.draft())
        app.visit.drop()
        world.pass(5_000)
        assertTrue(phone.draftsNow.isEmpty())
    }
}
