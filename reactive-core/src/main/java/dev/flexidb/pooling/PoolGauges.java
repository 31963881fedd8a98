package dev.flexidb.pooling;

/**
 * How full a pool is.
 *
 * @param total connections that are open
 * @param active connections that are in use
 * @param idle connections that wait for use
 * @param pending callers that wait for a connection
 */
public record PoolGauges(int total, int active, int idle, int pending) {}
