package lianxin.app.state

import java.nio.file.Files
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import lianxin.app.FakePhone
import lianxin.app.phone.Dwelling
import lianxin.app.phone.Need
import lianxin.app.phone.Outcome
import lianxin.app.phone.PhoneProblem
import lianxin.app.phone.ProblemKind
import lianxin.app.phone.Purpose
import lianxin.app.phone.Told
import lianxin.app.phone.Wish
import lianxin.app.ui.theme.Colours
import lianxin.app.ui.theme.Day
import lianxin.app.ui.theme.Night
import lianxin.app.ui.theme.pairs

/** The other holders of state, without Android. */
class StateTest {
    private val world = World()
    private val app = world.app

    @Test
    fun `a form reads back as it was typed`() {
        val form = Form(
            "d", "h1", "槐荫苑 3-1-402", Dwelling("a=b", "c\\n", "", "1\t2"), Outcome.DECLINED, Purpose.CHECK, "一行\n二行\\ \t=",
            listOf(Need("家电小修", "厨房\n灯"), Need("", "x")), "楼道=扶手", "2026-12-01", "小王", Wish.CALL_FIRST, "2026-11-24",
            Corrects("v1", Told(Outcome.MET, Purpose.ROUTINE, "原来\n这样", "2026-11-30")), true,
        )
        assertEquals(form, FormText.read("d", "h1", FormText.write(form)))
        assertEquals(Form("d"), FormText.read("d", null, FormText.write(Form("d"))))
        assertEquals(Form("d", note = "x"), FormText.read("d", null, "lianxin-form 9\nnote=x\nfuture=1\nnonsense".encodeToByteArray()))
        assertEquals(Form("d"), FormText.read("d", null, byteArrayOf(-1, 0, 7)))
    }

    @Test
    fun `unlocked once, the records stay open for half an hour`() {
        var now = 0L
        val lock = Lock { now }
        assertTrue(lock.isLocked.value)
        lock.unlock()
        now += Lock.OPEN_FOR_MS - 1
        lock.look()
        assertFalse(lock.isLocked.value)
        now += 1
        lock.look()
        assertTrue(lock.isLocked.value)
    }

    @Test
    fun `the way back leads to today, and then out`() {
        app.go(Place.Main.FIND)
        app.open("h1")
        assertTrue(app.back())
        assertEquals(listOf<Place>(Place.Main.FIND), app.navigator.places.value)
        assertTrue(app.back())
        assertEquals(listOf<Place>(Place.Main.TODAY), app.navigator.places.value)
        assertFalse(app.back())
    }

    @Test
    fun `opening the app syncs, and without a network the line says so and nothing is asked of the person`() {
        assertEquals(1, world.phone.syncs)
        world.phone.failure = FakePhone.offline
        app.opened()
        world.settle()
        assertTrue(app.sync.state.value.isOffline && !app.sync.state.value.isRunning)
        assertEquals(null, app.tools.notice.value)
        world.phone.failure = PhoneProblem(ProblemKind.OTHER, "对方不是登记过的办公室", "office.not_trusted", false)
        app.sync.sync()
        world.settle()
        assertFalse(app.sync.state.value.isOffline)
        assertEquals("对方不是登记过的办公室", app.tools.notice.value)
        world.phone.failure = null
        app.sync.sync()
        world.settle()
        assertFalse(app.sync.state.value.isOffline)
    }

    @Test
    fun `choosing one of two values ends the disagreement wherever it is shown`() {
        world.phone.pages = world.phone.pages.map { if (it.household.id == "h1") it.copy(disputes = listOf(FakePhone.dispute)) else it }
        app.refresh()
        app.open("h1")
        world.settle()
        assertEquals(1, app.attention.state.value.count)
        app.household.resolve(FakePhone.dispute, FakePhone.dispute.choices.first())
        world.pass(300)
        assertEquals(0, app.attention.state.value.count)
        assertEquals(emptyList(), app.household.state.value!!.disputes)
    }

    @Test
    fun `an item that was seen is let go`() {
        world.phone.attentionNow = listOf(FakePhone.refused)
        app.refresh()
        world.settle()
        app.attention.settle(FakePhone.refused)
        world.pass(300)
        assertEquals(0, app.attention.state.value.count)
    }

    @Test
    fun `only an invitation is taken from what a reader gives`() {
        app.enrol.offer("https://example.org/?LX2:ABC")
        assertEquals("", app.enrol.state.value.invitation)
        app.enrol.offer("登记码：LX1:AB12 谢谢")
        assertEquals("LX1:AB12", app.enrol.state.value.invitation)
    }

    @Test
    fun `settings are kept, and a file that cannot be read counts as none`() {
        val file = Files.createTempDirectory("lianxin-settings-").resolve("settings").toFile()
        assertEquals(Settings(), FileSettings(file).load())
        FileSettings(file).save(Settings("en", true))
        assertEquals(Settings("en", true), FileSettings(file).load())
        file.writeText("tlh\nhuge\n")
        assertEquals(Settings(), FileSettings(file).load())
        app.settings.language("en")
        app.settings.large(true)
        world.settle()
        assertEquals("en" to Settings("en", true), world.words.language to world.settings.kept)
        file.parentFile.deleteRecursively()
    }

    @Test
    fun `every pair of colours that is read has the contrast that WCAG AA asks for`() {
        for (colours in listOf(Day, Night)) for ((ink, ground) in colours.pairs()) {
            val lights = listOf(ink, ground).map { light(it.red) * 0.2126 + light(it.green) * 0.7152 + light(it.blue) * 0.0722 }.sorted()
            val contrast = (lights[1] + 0.05) / (lights[0] + 0.05)
            assertTrue(contrast >= 4.5, "$ink on $ground: $contrast")
        }
        val edges = { colours: Colours -> listOf(colours.line to colours.card, colours.pine to colours.card) }
        for ((edge, ground) in edges(Day) + edges(Night)) {
            val lights = listOf(edge, ground).map { light(it.red) * 0.2126 + light(it.green) * 0.7152 + light(it.blue) * 0.0722 }.sorted()
            assertTrue((lights[1] + 0.05) / (lights[0] + 0.05) >= 3, "an edge that says where to touch: $edge on $ground")
        }
    }

    private fun light(channel: Float) = channel.toDouble().let { if (it <= 0.04045) it / 12.92 else Math.pow((it + 0.055) / 1.055, 2.4) }
}
