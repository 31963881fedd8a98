package dev.flexidb.spring.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * A server of a database.
 *
 * @param replica host and port; null for the primary
 */
record ServerKey(String database, @Nullable String replica) {}
