package dev.flexidb.batch;

import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link Guard} has counted since it was made; its parts may be a call apart from each other
 * while calls are running.
 *
 * @param totalCalls calls let through, counted when they begin, whatever became of them
 * @param failedCalls those of them that ended with an error that the classifier did not ignore, SQL
 *     errors among them; cancelled calls are not failed
 * @param refusedCalls calls that an open circuit kept away; not among {@code totalCalls}
 * @param averageResponseTime of the calls that succeeded or failed; zero when there was none
 * @param responseTimes the percentiles of those that did so in the last minute or two
 * @param lastError of the last failed call
 */
public record GuardStatistics(
    long totalCalls,
    long failedCalls,
    long refusedCalls,
    Duration averageResponseTime,
    ResponseTimes responseTimes,
    Optional<Throwable> lastError) {}
