package lianxin.app.state

import lianxin.app.phone.Correction
import lianxin.app.phone.Dwelling
import lianxin.app.phone.Need
import lianxin.app.phone.Outcome
import lianxin.app.phone.Purpose
import lianxin.app.phone.Told
import lianxin.app.phone.VisitRecord
import lianxin.app.phone.Wish
import lianxin.app.phone.Words

/** The visit form as it is typed. */
data class Form(
    val draft: String,
    val household: String? = null,
    /** The household's dwelling in one line; empty for a door that no ledger has. */
    val place: String = "",
    val dwelling: Dwelling = Dwelling(),
    val outcome: Outcome? = null,
    val purpose: Purpose? = null,
    val note: String = "",
    val needs: List<Need> = emptyList(),
    /** A need that stands on no chip. */
    val otherNeed: String = "",
    val followUp: String? = null,
    val companion: String = "",
    val wish: Wish? = null,
    /** The day it happened, by the office's time, as long as the form is kept. */
    val day: String? = null,
    /** An own visit that is told differently. */
    val corrects: Corrects? = null,
    /** Save was pressed: it becomes a visit as soon as it can no longer be undone. */
    val isSaved: Boolean = false,
) {
    val isComplete get() = outcome != null && (household != null || dwelling.isTold)

    /** The door in one line; empty as long as nothing is told of it. */
    fun title(words: Words) = place.ifEmpty { words.line(dwelling) }

    /** The record, once it is complete. */
    fun record(): VisitRecord? = outcome?.takeIf { isComplete }?.let {
        val another = Need(otherNeed.trim()).takeIf { need -> need.code.isNotEmpty() && needs.none { known -> known.code == need.code } }
        VisitRecord(draft, household, dwelling, it, purpose, note, needs + listOfNotNull(another), followUp, companion, wish, day)
    }

    /** The correction, if it is one. */
    fun correction(): Correction? = corrects?.let { (visit, was) ->
        outcome?.let { Correction(draft, visit, was, Told(it, purpose, note, followUp)) }
    }
}

/** Which visit a form corrects, and how it was when the form was opened. */
data class Corrects(val visit: String, val was: Told)

/** How a form lies in the store while it is a draft: lines `key=value`, with a version first. Only grows. */
object FormText {
    private const val FIRST = "lianxin-form 1"

    fun write(form: Form): ByteArray = buildList {
        add(FIRST)
        fun line(key: String, value: String?) { if (!value.isNullOrEmpty()) add("$key=${escape(value)}") }
        line("place", form.place)
        line("estate", form.dwelling.estate)
        line("building", form.dwelling.building)
        line("unit", form.dwelling.unit)
        line("room", form.dwelling.room)
        line("outcome", form.outcome?.name)
        line("purpose", form.purpose?.name)
        line("note", form.note)
        form.needs.forEach { add("need=${escape(it.code)}\t${escape(it.line)}") }
        line("other_need", form.otherNeed)
        line("follow_up", form.followUp)
        line("companion", form.companion)
        line("wish", form.wish?.name)
        line("day", form.day)
        form.corrects?.let { (visit, was) ->
            line("corrects", visit)
            line("was_outcome", was.outcome.name)
            line("was_purpose", was.purpose?.name)
            line("was_note", was.note)
            line("was_follow_up", was.followUp)
        }
        if (form.isSaved) add("saved=1")
    }.joinToString("\n").encodeToByteArray()

    /** Whatever is not understood is left out: a draft of another version still opens. */
    fun read(draft: String, household: String?, bytes: ByteArray): Form {
        val pairs = bytes.decodeToString().lines().drop(1).mapNotNull { line ->
            line.indexOf('=').takeIf { it > 0 }?.let { line.take(it) to line.drop(it + 1) }
        }
        val fields = pairs.toMap()
        fun field(key: String) = fields[key]?.let(::unescape).orEmpty()
        return Form(
            draft = draft,
            household = household,
            place = field("place"),
            dwelling = Dwelling(field("estate"), field("building"), field("unit"), field("room")),
            outcome = outcome(field("outcome")),
            purpose = purpose(field("purpose")),
            note = field("note"),
            needs = pairs.filter { it.first == "need" }.map { (_, value) ->
                Need(unescape(value.substringBefore('\t')), unescape(value.substringAfter('\t', "")))
            },
            otherNeed = field("other_need"),
            followUp = field("follow_up").ifEmpty { null },
            companion = field("companion"),
            wish = Wish.entries.find { it.name == field("wish") },
            day = field("day").ifEmpty { null },
            corrects = field("corrects").ifEmpty { null }?.let { visit -> told("was_", ::field)?.let { Corrects(visit, it) } },
            isSaved = field("saved") == "1",
        )
    }

    private fun told(before: String, field: (String) -> String) = outcome(field(before + "outcome"))?.let { outcome ->
        Told(outcome, purpose(field(before + "purpose")), field(before + "note"), field(before + "follow_up").ifEmpty { null })
    }

    private fun outcome(name: String) = Outcome.entries.find { it.name == name }

    private fun purpose(name: String) = Purpose.entries.find { it.name == name }

    private fun escape(text: String) = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "").replace("\t", "\\t")

    private fun unescape(text: String) = Regex("""\\(.)""").replace(text) {
        when (val sign = it.groupValues[1]) {
            "n" -> "\n"
            "t" -> "\t"
            else -> sign
        }
    }
}
