/**
 * Real PostgreSQL, MariaDB and MySQL servers for tests and examples, without Docker.
 *
 * <p>{@link dev.flexidb.embedded.DatabaseServers} hands out servers, {@link
 * dev.flexidb.embedded.DatabaseServer} is one of them, {@link dev.flexidb.embedded.Replica} follows
 * one, {@link dev.flexidb.embedded.TestDatabase} is a fresh database on it, and {@link
 * dev.flexidb.embedded.WithServer} brings both into JUnit tests. {@link
 * dev.flexidb.embedded.FaultProxy} stands between a client and any server, and delays, stalls or
 * cuts what passes.
 *
 * <p>This is test infrastructure: every method here blocks its caller.
 */
@NullMarked
package dev.flexidb.embedded;

import org.jspecify.annotations.NullMarked;
