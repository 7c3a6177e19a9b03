package lianxin.app

import java.util.Random
import kotlin.math.roundToInt
import lianxin.app.state.Luminance

/** A QR code as the server draws it: one SVG path of strokes, a module a unit. */
class QrPicture private constructor(private val side: Int, private val dark: BooleanArray) {
    /**
     * The code as a camera sees it, so many points a module, in the middle of a picture of [width] by [height]: turned by
     * quarters, dark and light as bright as said, each point off by some of [noise], and [padding] bytes after each row.
     */
    fun seen(
        width: Int = 640,
        height: Int = 480,
        module: Double = 6.0,
        quarters: Int = 0,
        dark: Int = 30,
        light: Int = 220,
        noise: Int = 0,
        padding: Int = 0,
    ): Luminance {
        val (stride, random) = width + padding to Random(7)
        val bytes = ByteArray(stride * height) { random.nextInt(256).toByte() }
        val half = side * module / 2
        for (y in 0 until height) for (x in 0 until width) {
            val across = ((x - width / 2 + half) / module).let { if (it < 0) -1 else it.toInt() }
            val down = ((y - height / 2 + half) / module).let { if (it < 0) -1 else it.toInt() }
            val bright = if (isDark(across, down, quarters)) dark else light
            bytes[y * stride + x] = (bright + random.nextGaussian() * noise).roundToInt().coerceIn(0, 255).toByte()
        }
        return Luminance(bytes, width, height, stride)
    }

    private fun isDark(x: Int, y: Int, quarters: Int): Boolean = when {
        x !in 0 until side || y !in 0 until side -> false
        quarters == 0 -> dark[y * side + x]
        else -> isDark(y, side - 1 - x, quarters - 1)
    }

    companion object {
        private val CODE = Regex("viewBox='0 0 (\\d+) \\d+'.*?<path d='([^']+)'", RegexOption.DOT_MATCHES_ALL)
        private val STEP = Regex("([Mmh])([\\d.]+)(?: ([\\d.]+))?")

        /** Every code of a file, SVG or HTML. */
        fun all(text: String): List<QrPicture> = CODE.findAll(text).map { (_, side, path) -> of(side.toInt(), path) }.toList()

        private fun of(side: Int, path: String): QrPicture {
            val dark = BooleanArray(side * side)
            var (x, y) = 0 to 0
            for (step in STEP.findAll(path)) {
                val (kind, by, row) = step.destructured
                when (kind) {
                    "M" -> { x = by.toInt(); y = row.toDouble().toInt() }
                    "m" -> x += by.toInt()
                    else -> { dark.fill(true, y * side + x, y * side + x + by.toInt()); x += by.toInt() }
                }
            }
            return QrPicture(side, dark)
        }

        private operator fun MatchResult.component1() = groupValues[0]
        private operator fun MatchResult.component2() = groupValues[1]
        private operator fun MatchResult.component3() = groupValues[2]
    }
}
