package dev.flexidb;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.batch.ResponseTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one database, or of one of its servers, at a moment; its parts are read one
 * after another.
 *
 * @param connected whether connections are open, as far as is known: a server that went away shows
 *     when one is used
 * @param registeredAt when it was registered
 * @param lastError what its last failed query, attempt to connect or health check ended with: the
 *     newest of them
 * @param lastConnectedAt when a connection was last opened
 * @param totalQueries statements that were let through to it, whatever became of them
 * @param failedQueries those that it, or the way to it, answered with an error
 * @param refusedQueries statements that an open circuit kept away; those of them that waited for a
 *     connection when it opened are among {@code totalQueries}, too
 * @param limitedQueries statements, of {@code totalQueries}, that their tenant's limit kept away
 * @param avgResponseTime from asking for a connection to the end of the answer, of the queries that
 *     got one
 * @param responseTimes the percentiles of the same time, of the queries of the last minute or two
 * @param circuit the state of its circuit breaker
 * @param health whether its server answers, as the last probe found
 * @param totalConnections connections that are open
 * @param activeConnections connections that are in use
 * @param idleConnections connections that wait for use
 * @param pendingAcquires callers that wait for a connection
 * @param maxConnections connections that may be open at most
 * @param tenantSwitches statements that ran in another tenant than the one before them on their
 *     connection
 * @param replicas the same of each replica, by its host and port, in the order of the configuration
 */
public record DatabaseStats(
    boolean connected,
    Instant registeredAt,
    Optional<Throwable> lastError,
    Optional<Instant> lastConnectedAt,
    long totalQueries,
    long failedQueries,
    long refusedQueries,
    long limitedQueries,
    Duration avgResponseTime,
    ResponseTimes responseTimes,
    CircuitState circuit,
    HealthStatus health,
    int totalConnections,
    int activeConnections,
    int idleConnections,
    int pendingAcquires,
    int maxConnections,
    long tenantSwitches,
    Map<String, DatabaseStats> replicas) {}
