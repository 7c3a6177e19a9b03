package lianxin.app.phone

import java.io.File
import java.security.SecureRandom
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.map
import lianxin.DocumentId
import lianxin.DraftId
import lianxin.ErrorKind
import lianxin.Hash
import lianxin.Host
import lianxin.HouseholdEdit
import lianxin.KeyVault
import lianxin.Phase
import lianxin.Phone
import lianxin.PhoneException
import lianxin.SyncListener
import lianxin.Timestamp
import lianxin.VaultException
import lianxin.changes

/** The real phone: the core's library. This file and those beside it are all that know its generated types. */
class RustPhone private constructor(private val phone: Phone) : FieldPhone {
    override fun changes(): Flow<Set<Changed>> = phone.changes().map { all -> all.mapTo(mutableSetOf()) { it.ours() } }

    override fun isEnrolled() = call { phone.isEnrolled() }
    override fun beginEnrolment(invitation: String) = call { phone.beginEnrolment(invitation); Unit }
    override fun isEnrolling() = call { phone.pendingEnrolment() != null }
    override suspend fun continueEnrolment() = call { phone.continueEnrolment().let { EnrolStep(it.digits, it.isConfirmed) } }
    override fun office() = call { phone.officeAddress().addresses.first() }

    override fun standing() = call { phone.status().ours() }
    override fun contacts() = call { phone.contacts().map { it.ours() } }
    override fun today() = call { phone.today().ours() }
    override fun day() = call { phone.day().text }
    override fun search(text: String) = call { phone.search(text, 50u).map { it.ours() } }
    override fun household(id: String) = call { phone.household(DocumentId(id)).ours() }
    override fun cautions(household: String) = call { phone.cautions(DocumentId(household)).map { it.ours() } }
    override fun needs() = call { phone.needs() }

    override fun record(visit: VisitRecord) = call { phone.recordVisit(visit.theirs()); Unit }
    override fun correct(correction: Correction) = call { phone.correctVisit(DocumentId(correction.visit), correction.theirs()); Unit }
    override fun setWish(household: String, wish: Wish?) = call {
        phone.editHousehold(DocumentId(household), HouseholdEdit(wish = wish?.theirs(), clearWish = wish == null))
        Unit
    }
    override fun disputes() = call { phone.conflicts().map { it.ours() } }
    override fun resolve(document: String, key: String, value: FieldValue) = call { phone.resolve(DocumentId(document), key, value.theirs()) }
    override fun attention() = call { phone.attention().map { it.ours() } }
    override fun settle(entry: String, item: UInt) = call { phone.settleAttention(Hash(entry), item) }

    override fun newDraftId() = call { phone.newDraftId().text }
    override fun drafts() = call { phone.drafts().map { Draft(it.id.text, it.household?.text, it.form, it.updatedAt.milliseconds) } }
    override fun saveDraft(id: String, household: String?, form: ByteArray) = call { phone.saveDraft(DraftId(id), household?.let { DocumentId(it) }, form) }
    override fun dropDraft(id: String) = call { phone.dropDraft(DraftId(id)) }

    override suspend fun sync(progress: (Progress) -> Unit): SyncResult {
        val listener = object : SyncListener {
            override fun progress(phase: Phase) = progress(Progress(phase.ours()))
        }
        return call { phone.sync(listener).let { summary -> SyncResult(summary.isComplete, summary.told.map { it.words }) } }
    }

    override fun shut() = phone.shut()

    companion object {
        private const val STORE = "store.db"

        /** Opens the phone of a directory, made on first use. [clock], milliseconds since 1970, stands for the system's. */
        fun open(directory: File, keys: Keys, clock: (() -> Long)? = null): RustPhone = call {
            directory.mkdirs()
            RustPhone(Phone.openWith(directory.resolve(STORE).path, Vault(keys), clock?.let(::Clock)))
        }

        private inline fun <T> call(work: () -> T): T = try {
            work()
        } catch (failed: PhoneException.Failed) {
            val problem = failed.problem
            val kind = when (problem.kind) {
                ErrorKind.UNREACHABLE -> ProblemKind.UNREACHABLE
                ErrorKind.CANCELLED -> ProblemKind.CANCELLED
                ErrorKind.NOT_ENROLLED -> ProblemKind.NOT_ENROLLED
                ErrorKind.NOT_FOUND -> ProblemKind.NOT_FOUND
                else -> ProblemKind.OTHER
            }
            throw PhoneProblem(kind, problem.words, problem.code, problem.isRetryUseful)
        }
    }
}

/** Another clock than the system's, with the system's randomness. */
private class Clock(private val clock: () -> Long) : Host {
    override fun now() = Timestamp(clock())
    override fun random(length: UInt) = ByteArray(length.toInt()).also(SecureRandom()::nextBytes)
}

/** The platform's keys as the library asks for them. */
private class Vault(private val keys: Keys) : KeyVault {
    override fun wrap(name: String, secret: ByteArray) = keys.wrap(name, secret)
    override fun installId() = keys.installId()
    override fun unwrap(name: String, wrapped: ByteArray): ByteArray = try {
        keys.unwrap(name, wrapped)
    } catch (_: Keys.WrongKey) {
        throw VaultException.WrongKey()
    }
}
