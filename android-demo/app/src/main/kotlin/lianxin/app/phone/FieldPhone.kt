package lianxin.app.phone

import kotlinx.coroutines.flow.Flow

/** What kind of problem it is, as far as screens tell them apart. */
enum class ProblemKind { UNREACHABLE, CANCELLED, NOT_ENROLLED, NOT_FOUND, OTHER }

/** A call that did not succeed: [words] are shown, [code] is logged. */
class PhoneProblem(val kind: ProblemKind, val words: String, val code: String, val isRetryUseful: Boolean) : Exception(code)

/** The phone as the screens know it. Every call but the two that suspend reads or writes this phone's own store only. */
interface FieldPhone {
    /**
     * What has changed on the phone, by whomever. The first value comes at once and holds everything; what comes while
     * the collector is busy reaches it as one value.
     */
    fun changes(): Flow<Set<Changed>>

    fun isEnrolled(): Boolean
    fun beginEnrolment(invitation: String)
    fun isEnrolling(): Boolean
    suspend fun continueEnrolment(): EnrolStep
    /** Where the office is reached, `host:port`. */
    fun office(): String

    fun standing(): Standing
    /** Who is on duty here, oneself first. */
    fun contacts(): List<Contact>
    fun today(): Today
    /** The day by the office's time, as the phone reckons it. */
    fun day(): String
    fun search(text: String): List<Household>
    fun household(id: String): HouseholdPage
    fun cautions(household: String): List<Caution>
    /** Needs that households and visits on this phone have, the most often written first. */
    fun needs(): List<String>

    fun record(visit: VisitRecord)
    fun correct(correction: Correction)
    fun setWish(household: String, wish: Wish?)
    fun disputes(): List<Dispute>
    fun resolve(document: String, key: String, value: FieldValue)
    fun attention(): List<AttentionItem>
    fun settle(entry: String, item: UInt)

    fun newDraftId(): String
    fun drafts(): List<Draft>
    fun saveDraft(id: String, household: String?, form: ByteArray)
    fun dropDraft(id: String)

    suspend fun sync(progress: (Progress) -> Unit): SyncResult
    /** Lets go of the store. Every later call fails. */
    fun shut()
}

/** The words people read, from the core's table, in the language of the app. */
interface Words {
    fun say(key: String, arguments: Map<String, String> = emptyMap()): String
    fun title(outcome: Outcome): String
    fun title(purpose: Purpose): String
    fun title(wish: Wish): String
    /** A dwelling in one line; empty if nothing is told of it. */
    fun line(dwelling: Dwelling): String
    fun check(note: String): List<NoteHit>
    /** Sets the language by its tag, `zh-CN` or `en`. */
    fun speak(tag: String)
}

/** The platform's keeping of keys. A secret that cannot be opened again is a [WrongKey]; anything else passes. */
interface Keys {
    class WrongKey(cause: Throwable? = null) : Exception(cause)

    fun wrap(name: String, secret: ByteArray): ByteArray
    fun unwrap(name: String, wrapped: ByteArray): ByteArray
    /** 16 bytes that name this installation. */
    fun installId(): ByteArray
    /** Forgets the key: what it wrapped stays shut. */
    fun forget()
}
