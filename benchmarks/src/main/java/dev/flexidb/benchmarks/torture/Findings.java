package dev.flexidb.benchmarks.torture;

/**
 * What the tortured left in the schemas and at the server.
 *
 * @param foreign rows that stand in another tenant's schema
 * @param lost writes that the service was told are kept, and are not there
 * @param doubled writes that are there more than once
 * @param undoneButThere writes that were rolled back, and are there
 * @param kept writes that the service was told are kept
 * @param openTransactions transactions that are still open
 * @param runningStatements statements that still run
 */
public record Findings(
    long foreign,
    long lost,
    long doubled,
    long undoneButThere,
    long kept,
    long openTransactions,
    long runningStatements) {}
