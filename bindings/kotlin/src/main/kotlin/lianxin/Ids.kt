package lianxin

import java.time.Instant
import java.time.LocalDate
import java.time.format.DateTimeParseException

/*
 * Ids, codes, days and instants, each a type of its own around what the core wrote. An app keeps them and hands them
 * back; a text that is none fails the call it is given to with `value.…`.
 */

/** A household, visit or other document. */
@JvmInline
value class DocumentId(val text: String) {
    override fun toString() = text
}

/** A person of the registers. */
@JvmInline
value class PersonId(val text: String) {
    override fun toString() = text
}

/** A post held by a person from a date. */
@JvmInline
value class AssignmentId(val text: String) {
    override fun toString() = text
}

/** An entry of this phone. */
@JvmInline
value class Hash(val text: String) {
    override fun toString() = text
}

/** A draft. */
@JvmInline
value class DraftId(val text: String) {
    override fun toString() = text
}

/** A grid: fifteen digits. */
@JvmInline
value class GridCode(val text: String) {
    override fun toString() = text
}

/** A grid, `grid#bundle` or a community of twelve digits. */
@JvmInline
value class Scope(val text: String) {
    override fun toString() = text
}

/** `YYYY-MM-DD` in the office's calendar. */
@JvmInline
value class Day(val text: String) {
    constructor(date: LocalDate) : this(date.toString())

    /** As a date; none for a day that Java's calendar does not write so. */
    val date: LocalDate?
        get() = try {
            LocalDate.parse(text)
        } catch (_: DateTimeParseException) {
            null
        }

    override fun toString() = text
}

/** Milliseconds since 1970-01-01 UTC. */
@JvmInline
value class Timestamp(val milliseconds: Long) {
    constructor(instant: Instant) : this(instant.toEpochMilli())

    /** As an instant. */
    val instant: Instant get() = Instant.ofEpochMilli(milliseconds)
}
