package lianxin.app.phone

/** A text of the core's table and what fills it. */
data class Phrase(val key: String, val arguments: Map<String, String> = emptyMap())

enum class Outcome { MET, NO_ANSWER, DECLINED, MOVED, VACANT }

enum class Purpose { ROUTINE, FOLLOW_UP, REQUESTED, GOODWILL, PUBLICITY, CHECK }

enum class Wish { WELCOME, CALL_FIRST, NO_PROACTIVE_VISIT }

/** Where a dwelling is that no ledger has. */
data class Dwelling(val estate: String = "", val building: String = "", val unit: String = "", val room: String = "") {
    /** Something is told to find it by. */
    val isTold get() = listOf(estate, building, unit, room).any { it.isNotBlank() }
}

/** A ledger line. */
data class Household(
    val id: String,
    val place: String,
    val needs: List<String> = emptyList(),
    val wish: Wish? = null,
    /** In the language of the app. */
    val classTitle: String? = null,
    /** Two people disagree about something. */
    val isDisputed: Boolean = false,
)

/** A household of the day, and why; the strongest reason first. */
data class Suggestion(val household: Household, val reasons: List<Phrase>, val lastVisit: String?)

/** The day's page. Days are `2026-11-24`, by the office's time. */
data class Today(val day: String, val suggestions: List<Suggestion>, val recorded: Int)

data class Need(val code: String, val line: String = "")

/** What of a visit its author can correct. */
data class Told(val outcome: Outcome, val purpose: Purpose? = null, val note: String = "", val followUp: String? = null)

/** A visit that was made. */
data class PastVisit(
    val id: String,
    val day: String,
    val outcome: Outcome,
    val purpose: Purpose? = null,
    val note: String = "",
    val needs: List<Need> = emptyList(),
    val followUp: String? = null,
    val author: String,
    val isOwn: Boolean = false,
    val isUndelivered: Boolean = false,
    val officeNotes: List<String> = emptyList(),
) {
    val told get() = Told(outcome, purpose, note, followUp)
}

/** One of the values of a field two people changed. */
data class Choice(val text: String, val value: FieldValue)

/** A field's value as documents keep it. */
sealed interface FieldValue {
    data class Flag(val value: Boolean) : FieldValue
    data class Number(val value: Long) : FieldValue
    class Blob(val value: ByteArray) : FieldValue
    data class Words(val value: String) : FieldValue
}

/** A field two people changed, and what each of them says. */
data class Dispute(
    val document: String,
    val household: String,
    val place: String,
    val key: String,
    val label: String,
    val choices: List<Choice>,
)

/** What may have changed on the phone. */
enum class Changed { HOUSEHOLDS, VISITS, STATUS, ATTENTION, DRAFTS, ENROLMENT }

data class HouseholdPage(val household: Household, val visits: List<PastVisit>, val disputes: List<Dispute>)

/** Something the office did not take, with what was written. */
data class AttentionItem(
    val entry: String,
    val item: UInt,
    val document: String,
    val place: String,
    val words: String,
    val fields: List<Pair<String, String>>,
)

/** What somebody should know before knocking. */
data class Caution(val words: String, val isRequest: Boolean)

/** A post as the person sees it. */
data class Post(val title: String, val place: String, val isSubstitute: Boolean)

/** Somebody who holds a post in one's grids or communities, as the office's lists have it. */
data class Contact(
    val name: String,
    val title: String,
    val place: String,
    /** The number the office gave for duty; none if it gave none. */
    val dutyPhone: String?,
    val isOwn: Boolean = false,
    val isSubstitute: Boolean = false,
)

/** How the phone stands. Times are milliseconds since 1970. */
data class Standing(
    val name: String,
    val posts: List<Post>,
    val delivered: Long,
    val made: Long,
    val held: Long,
    val attention: Long,
    val lastSync: Long?,
    val isComplete: Boolean,
    val clockOffByMs: Long,
)

/** How far an enrolment is: the digits to be compared, and whether the clerk has confirmed. */
data class EnrolStep(val digits: String, val isConfirmed: Boolean)

/** What a sync is doing. */
data class Progress(val phrase: Phrase)

data class SyncResult(val isComplete: Boolean, val told: List<String>)

/** What a note must not or should not contain. */
data class NoteHit(val words: String, val isBlocking: Boolean)

/** A form somebody began. */
class Draft(val id: String, val household: String?, val form: ByteArray, val updatedAt: Long)

/** What is recorded at a door; door and outcome are required, nothing else. */
data class VisitRecord(
    val draft: String,
    val household: String?,
    val dwelling: Dwelling,
    val outcome: Outcome,
    val purpose: Purpose? = null,
    val note: String = "",
    val needs: List<Need> = emptyList(),
    val followUp: String? = null,
    val companion: String = "",
    val wish: Wish? = null,
    /** The day of the visit, if it was not today. */
    val day: String? = null,
)

/** An own visit told differently: only what differs from how it [was] is sent. */
data class Correction(val draft: String, val visit: String, val was: Told, val now: Told)
