package lianxin.app.ui.parts

import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter

/** The office's time, whatever zone the phone is set to. */
private val Zone: ZoneId = ZoneId.of("Asia/Shanghai")
private val OfDay: DateTimeFormatter = DateTimeFormatter.ofPattern("MM-dd")
private val OfTime: DateTimeFormatter = DateTimeFormatter.ofPattern("HH:mm")

/** Milliseconds since 1970 as people read them. */
fun moment(ms: Long): String = listOf(OfDay, OfTime).joinToString(" ") { it.format(Instant.ofEpochMilli(ms).atZone(Zone)) }

/** The day so many days after [day]. */
fun later(day: String, days: Long): String = LocalDate.parse(day).plusDays(days).toString()
