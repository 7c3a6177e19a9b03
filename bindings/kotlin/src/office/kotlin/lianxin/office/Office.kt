package lianxin.office

import java.io.File
import java.net.ServerSocket
import java.nio.file.Files
import java.util.concurrent.TimeUnit

/**
 * An office that really runs: the server's program over TLS, in a directory of its own, with three small lists. Tests of
 * the bindings and of the app are compiled with this file.
 */
class Office(households: String = HOUSEHOLDS) : AutoCloseable {
    private val program: File =
        File(System.getenv("LIANXIN_SERVER") ?: "${System.getProperty("lianxin.target")}/debug/lianxin-server").absoluteFile
    private val home: File = Files.createTempDirectory("lianxin-office-").toFile()
    private val lists = home.resolve("lists")
    private var server: Process? = null
    val address: String = ServerSocket(0).use { "127.0.0.1:${it.localPort}" }

    init {
        check(program.isFile) { "$program has to be built before these tests: cargo build -p lianxin-server" }
        lists.mkdir()
        lists.resolve("grids.csv").writeText(
            "grid_code,label,households,people,from\n$GRID,东南-01,412,1090,2026-01-05\n$OTHER_GRID,东南-02,402,1010,2026-01-05\n",
        )
        run("init", "--name", "演示办公室", "--sheet", home.resolve("recovery.txt").path)
        bring(households = households)
    }

    private fun command(vararg arguments: String) = ProcessBuilder(program.path, *arguments).directory(home).apply {
        environment().keys.removeIf { it.startsWith("LIANXIN_") }
        environment() += mapOf(
            "LIANXIN_DATA" to home.resolve("data").path,
            "LIANXIN_LISTEN" to address,
            "LIANXIN_ADDRESSES" to address,
            "LIANXIN_LANGUAGE" to "en",
        )
        redirectError(home.resolve("errors.log"))
    }

    /** Runs a command to its end; gives what it printed. */
    fun run(vararg arguments: String): String {
        val process = command(*arguments).start()
        process.outputStream.close()
        val printed = process.inputStream.bufferedReader().readText()
        check(process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0) {
            "${arguments.joinToString(" ")}: $printed${home.resolve("errors.log").readText()}"
        }
        return printed
    }

    /** Brings lists of people and households, the next as often as one likes. */
    fun bring(people: String = WORKER + CHIEF, households: String = HOUSEHOLDS) {
        lists.resolve("people.csv").writeText("person_no,name,duty_phone,role,scope,from,to\n$people")
        lists.resolve("households.csv").writeText("grid_code,estate,building,unit,room,class,needs\n$households")
        run("import", lists.path)
    }

    /** Starts the server; returns once it listens. */
    fun serve() {
        val process = command("serve").start()
        server = process
        val reader = process.inputStream.bufferedReader()
        while (true) {
            val line = reader.readLine() ?: error("the server did not start: ${home.resolve("errors.log").readText()}")
            if ("https://$address" in line) return
        }
    }

    /** Ends the server as a service manager does. */
    fun end() {
        server?.let {
            it.destroy()
            if (!it.waitFor(20, TimeUnit.SECONDS)) it.destroyForcibly().waitFor()
        }
        server = null
    }

    /** An invitation for a person, as its QR code says it. */
    fun invite(person: String): String =
        Regex("^LX1:[0-9A-Z]+$", RegexOption.MULTILINE).find(run("invite", "--person", person))!!.value

    /** The clerk sees these digits among those that wait, and confirms them. */
    fun confirm(digits: String) {
        check(digits in run("confirm")) { "the office does not show $digits" }
        run("confirm", digits)
    }

    override fun close() {
        end()
        home.deleteRecursively()
    }

    companion object {
        const val GRID = "000000901014001"
        const val OTHER_GRID = "000000901014002"
        const val WORKER = "P1,秦知禾（演示）,000-1234567,grid worker,$GRID,2026-01-05,\n"
        const val CHIEF = "P2,马晓川（演示）,,grid chief,$GRID,2026-01-05,\n"
        const val HOUSEHOLDS = "$GRID,槐荫苑,3,1,402,暖心户,助行器具跟进、家电小修\n$GRID,槐荫苑,3,1,403,,\n$GRID,向阳巷,,,12号,连心户,邻里噪音\n"
    }
}
