package lianxin.app.state

import java.io.File
import java.io.IOException

/** Settings in a file of two lines. One that cannot be read counts as not there. */
class FileSettings(private val file: File) : SettingsStore {
    override fun load(): Settings {
        val lines = try {
            file.readLines()
        } catch (_: IOException) {
            return Settings()
        }
        return Settings(lines.getOrNull(0)?.takeIf { it == "en" } ?: "zh-CN", lines.getOrNull(1) == "large")
    }

    /** A full phone keeps the old ones. */
    override fun save(settings: Settings) = try {
        file.writeText(settings.language + "\n" + (if (settings.isLarge) "large" else "normal") + "\n")
    } catch (_: IOException) {
    }
}
