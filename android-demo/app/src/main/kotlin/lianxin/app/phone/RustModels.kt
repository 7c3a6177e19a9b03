package lianxin.app.phone

import lianxin.AttentionView
import lianxin.CautionView
import lianxin.Change
import lianxin.Conflict
import lianxin.ContactWish
import lianxin.Day
import lianxin.DocumentId
import lianxin.Door
import lianxin.DraftId
import lianxin.HouseholdRow
import lianxin.HouseholdView
import lianxin.Phase
import lianxin.Reason
import lianxin.Status
import lianxin.Value
import lianxin.VisitCorrection
import lianxin.VisitForm
import lianxin.VisitOutcome
import lianxin.VisitPurpose
import lianxin.VisitView

// The library's shapes and ours, in both directions.

internal fun Change.ours() = Changed.valueOf(name)
internal fun Outcome.theirs() = VisitOutcome.valueOf(name)
internal fun VisitOutcome.ours() = Outcome.valueOf(name)
internal fun Purpose.theirs() = VisitPurpose.valueOf(name)
internal fun VisitPurpose.ours() = Purpose.valueOf(name)
internal fun Wish.theirs() = ContactWish.valueOf(name)
internal fun ContactWish.ours() = Wish.valueOf(name)

internal fun FieldValue.theirs(): Value = when (this) {
    is FieldValue.Flag -> Value.Bool(value)
    is FieldValue.Number -> Value.Int(value)
    is FieldValue.Blob -> Value.Bytes(value)
    is FieldValue.Words -> Value.Text(value)
}

internal fun Value.ours(): FieldValue = when (this) {
    is Value.Bool -> FieldValue.Flag(value)
    is Value.Int -> FieldValue.Number(value)
    is Value.Bytes -> FieldValue.Blob(value)
    is Value.Text -> FieldValue.Words(value)
}

internal fun Dwelling.theirs() = lianxin.Dwelling(estate, building, unit, room)

internal fun VisitRecord.theirs() = VisitForm(
    door = household?.let { Door.Listed(DocumentId(it)) } ?: Door.Unlisted(dwelling.theirs()),
    outcome = outcome.theirs(),
    purpose = purpose?.theirs(),
    note = note,
    needs = needs.map { lianxin.Need(it.code, it.line) },
    followUp = followUp?.let { Day(it) },
    companion = companion,
    wish = wish?.theirs(),
    day = day?.let { Day(it) },
    draft = DraftId(draft),
)

internal fun Correction.theirs(): VisitCorrection {
    fun <T> changed(field: (Told) -> T?) = field(now).takeIf { it != field(was) }
    fun <T> cleared(field: (Told) -> T?) = field(now) == null && field(was) != null
    return VisitCorrection(
        outcome = changed { it.outcome }?.theirs(),
        purpose = changed { it.purpose }?.theirs(),
        clearPurpose = cleared { it.purpose },
        note = changed { it.note },
        followUp = changed { it.followUp }?.let { Day(it) },
        clearFollowUp = cleared { it.followUp },
        draft = DraftId(draft),
    )
}

internal fun HouseholdRow.ours() = Household(
    id = id.text,
    place = dwelling,
    needs = needs,
    wish = wish?.ours(),
    classTitle = householdClass?.title(),
    isDisputed = conflicts.isNotEmpty(),
)

internal fun VisitView.ours() = PastVisit(
    id = row.id.text,
    day = row.day.text,
    outcome = row.outcome.ours(),
    purpose = row.purpose?.ours(),
    note = row.note,
    needs = row.needs.map { Need(it.code, it.line) },
    followUp = row.followUp?.text,
    author = authorName,
    isOwn = isOwn,
    isUndelivered = isUndelivered,
    officeNotes = row.officeNotes,
)

internal fun Conflict.ours() =
    Dispute(document.text, household.text, dwelling, key, label, texts.zip(values) { text, value -> Choice(text, value.ours()) })

internal fun HouseholdView.ours() = HouseholdPage(row.ours(), visits.map { it.ours() }, conflicts.map { it.ours() })

internal fun Reason.ours() = when (this) {
    is Reason.FollowUp -> Phrase("app_reason_follow_up", mapOf("day" to due.text))
    Reason.OpenNeed -> Phrase("reason_open_need")
    is Reason.LongUnseen -> Phrase("reason_long_unseen", mapOf("days" to days.toString()))
    Reason.NeverSeen -> Phrase("reason_never_seen")
}

internal fun lianxin.Today.ours() =
    Today(day.text, items.map { Suggestion(it.household.ours(), it.reasons.map { reason -> reason.ours() }, it.lastVisit?.text) }, done.size)

internal fun CautionView.ours() = Caution(words, caution is lianxin.Caution.NoProactiveVisit)

internal fun AttentionView.ours() = AttentionItem(entry.text, item, document.text, dwelling, words, fields.map { it.label to it.text })

internal fun lianxin.Contact.ours() = Contact(name, role.title(), place, dutyPhone, isOwn, isSubstitute)

internal fun Status.ours() = Standing(
    name = name,
    posts = posts.map { Post(it.role.title(), it.place, it.isSubstitute) },
    delivered = delivered.toLong(),
    made = made.toLong(),
    held = held.toLong(),
    attention = attention.toLong(),
    lastSync = lastSync?.milliseconds,
    isComplete = isComplete,
    clockOffByMs = clockOffByMs,
)

internal fun Phase.ours() = when (this) {
    Phase.Connecting -> Phrase("sync_connecting")
    is Phase.Sending -> Phrase("sync_sending", mapOf("n" to sent.toString(), "m" to total.toString()))
    is Phase.Receiving -> Phrase("sync_receiving", mapOf("n" to documents.toString()))
    Phase.Done -> Phrase("sync_done")
}
