package lianxin.app

import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.onSubscription
import lianxin.app.phone.AttentionItem
import lianxin.app.phone.Caution
import lianxin.app.phone.Changed
import lianxin.app.phone.Choice
import lianxin.app.phone.Contact
import lianxin.app.phone.Correction
import lianxin.app.phone.Dispute
import lianxin.app.phone.Draft
import lianxin.app.phone.EnrolStep
import lianxin.app.phone.FieldPhone
import lianxin.app.phone.FieldValue
import lianxin.app.phone.Household
import lianxin.app.phone.HouseholdPage
import lianxin.app.phone.Need
import lianxin.app.phone.Outcome
import lianxin.app.phone.PastVisit
import lianxin.app.phone.Phrase
import lianxin.app.phone.PhoneProblem
import lianxin.app.phone.Post
import lianxin.app.phone.ProblemKind
import lianxin.app.phone.Progress
import lianxin.app.phone.Purpose
import lianxin.app.phone.Standing
import lianxin.app.phone.Suggestion
import lianxin.app.phone.SyncResult
import lianxin.app.phone.Today
import lianxin.app.phone.VisitRecord
import lianxin.app.phone.Wish

/** A phone in memory with invented households: what it is told it keeps. */
class FakePhone(var isEnrolledNow: Boolean = true) : FieldPhone {
    /** What recording and syncing fail with. */
    var failure: PhoneProblem? = null
    /** What writing drafts fails with. */
    var full: PhoneProblem? = null
    var standing = Standing("秦知禾（演示）", listOf(Post("网格员", "东南-01", false)), 11, 12, 0, 1, 1_795_514_400_000, true, 0)
    val recorded = mutableListOf<VisitRecord>()
    val corrected = mutableListOf<Correction>()
    val draftsNow = linkedMapOf<String, Draft>()
    var saves = 0
    private var named = 0
    var pages = households.map { HouseholdPage(it, emptyList(), emptyList()) }
    var attentionNow = emptyList<AttentionItem>()
    var contactsNow = contacts
    var syncs = 0

    private val changed = MutableSharedFlow<Set<Changed>>(extraBufferCapacity = 1, onBufferOverflow = BufferOverflow.DROP_OLDEST)

    /** Everything, each time something has changed. */
    override fun changes() = changed.onSubscription { emit(Changed.entries.toSet()) }

    private fun tell() = check(changed.tryEmit(Changed.entries.toSet()))

    override fun isEnrolled() = isEnrolledNow
    override fun beginEnrolment(invitation: String) = Unit
    override fun isEnrolling() = false
    override suspend fun continueEnrolment() = EnrolStep("223911", false)
    override fun office() = "office.example:8443"
    override fun standing() = standing
    override fun contacts() = contactsNow
    override fun today() = Today("2026-11-24", suggestions, recorded.size)
    override fun day() = "2026-11-24"
    override fun search(text: String) = pages.map { it.household }.filter { text in it.place }
    override fun household(id: String) = pages.single { it.household.id == id }
    override fun cautions(household: String): List<Caution> = emptyList()
    override fun needs() = listOf("助行器具跟进", "家电小修", "邻里噪音")
    override fun record(visit: VisitRecord) {
        failure?.let { throw it }
        recorded += visit
        draftsNow.remove(visit.draft)
        tell()
    }
    override fun correct(correction: Correction) {
        failure?.let { throw it }
        corrected += correction
        draftsNow.remove(correction.draft)
        tell()
    }
    override fun setWish(household: String, wish: Wish?) {
        pages = pages.map { if (it.household.id == household) it.copy(household = it.household.copy(wish = wish)) else it }
        tell()
    }
    override fun disputes() = pages.flatMap { it.disputes }
    override fun resolve(document: String, key: String, value: FieldValue) {
        pages = pages.map { it.copy(disputes = emptyList()) }
        tell()
    }
    override fun attention() = attentionNow
    override fun settle(entry: String, item: UInt) {
        attentionNow = attentionNow.filter { it.entry != entry }
        tell()
    }
    override fun newDraftId() = "draft${named++}"
    override fun drafts() = draftsNow.values.reversed()
    override fun saveDraft(id: String, household: String?, form: ByteArray) {
        full?.let { throw it }
        saves += 1
        draftsNow[id] = Draft(id, household, form, 0)
        tell()
    }
    override fun dropDraft(id: String) {
        draftsNow.remove(id)
        tell()
    }
    override suspend fun sync(progress: (Progress) -> Unit): SyncResult {
        syncs += 1
        failure?.let { throw it }
        tell()
        return SyncResult(true, emptyList())
    }
    override fun shut() = Unit

    companion object {
        val households = listOf(
            Household("h1", "槐荫苑 3-1-402", listOf("助行器具跟进", "家电小修"), Wish.CALL_FIRST, "暖心户"),
            Household("h2", "槐荫苑 3-1-403"),
            Household("h3", "向阳巷 12号", listOf("邻里噪音"), Wish.WELCOME, "连心户"),
        )
        val suggestions = listOf(
            Suggestion(households[0], listOf(Phrase("app_reason_follow_up", mapOf("day" to "11-23")), Phrase("reason_open_need")), "2026-11-09"),
            Suggestion(households[1], listOf(Phrase("reason_long_unseen", mapOf("days" to "75"))), "2026-09-10"),
            Suggestion(households[2], listOf(Phrase("reason_never_seen")), null),
        )
        val contacts = listOf(
            Contact("秦知禾（演示）", "网格员", "东南-01", "0000-5550101", isOwn = true),
            Contact("马晓川（演示）", "网格长", "东南-01", "0000-5550102"),
            Contact("柳向晴（演示）", "网格员", "东南-01", null, isSubstitute = true),
        )
        val offline = PhoneProblem(ProblemKind.UNREACHABLE, "", "office.unreachable", true)
        val dispute = Dispute("h1", "h1", "槐荫苑 3-1-402", "wish", "住户意愿", listOf(Choice("可以再来", FieldValue.Words("welcome")), Choice("先打电话", FieldValue.Words("call_first"))))
        val visits = listOf(
            PastVisit("v1", "2026-11-24", Outcome.MET, Purpose.FOLLOW_UP, "扶手已约师傅周四来。", listOf(Need("家电小修", "厨房灯")), "2026-12-01", "秦知禾（演示）", true, true),
            PastVisit("v2", "2026-11-09", Outcome.NO_ANSWER, author = "马晓川（演示）"),
        )
        val refused = AttentionItem("e1", 0u, "v1", "槐荫苑 3-1-402", "这户现在由别的网格负责，您的记录已转给办公室", listOf("备注" to "扶手已约师傅周四来。"))
    }
}
