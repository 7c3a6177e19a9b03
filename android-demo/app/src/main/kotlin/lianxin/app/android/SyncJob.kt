package lianxin.app.android

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import lianxin.app.phone.PhoneProblem

/**
 * Helps: brings in and out what it can while the phone is charged, or on a network that costs nothing. It shows nothing
 * and says nothing, by day or night, and never wakes the phone. What is due when is the sync button's business.
 */
class SyncJob : JobService() {
    private var running: Job? = null

    override fun onStartJob(parameters: JobParameters): Boolean {
        running = inBackground { jobFinished(parameters, false) }
        return running != null
    }

    /** None if the store does not open. */
    internal fun inBackground(done: () -> Unit = {}): Job? {
        val state = try {
            (application as App).state
        } catch (_: PhoneProblem) {
            // The screen says so when somebody opens the app.
            return null
        }
        return state.tools.scope.launch {
            state.inBackground()
            done()
        }
    }

    override fun onStopJob(parameters: JobParameters): Boolean {
        running?.cancel()
        return false
    }

    companion object {
        private const val EVERY_MS = 6 * 60 * 60 * 1000L
        const val CHARGING = 1
        const val UNMETERED = 2

        fun schedule(context: Context) {
            val scheduler = context.getSystemService(JobScheduler::class.java) ?: return
            val service = ComponentName(context, SyncJob::class.java)
            fun job(id: Int, network: Int) = JobInfo.Builder(id, service).setPeriodic(EVERY_MS).setRequiredNetworkType(network)
            val jobs = listOf(
                job(CHARGING, JobInfo.NETWORK_TYPE_ANY).setRequiresCharging(true),
                job(UNMETERED, JobInfo.NETWORK_TYPE_UNMETERED),
            )
            // Setting a job anew starts its time anew: the one that stands is left alone.
            for (job in jobs.map { it.build() }) if (scheduler.getPendingJob(job.id) == null) scheduler.schedule(job)
        }
    }
}
