package dev.flexidb.migrate;

import dev.flexidb.tenant.SchemaName;

/**
 * How much is in a tenant's schema; the tables of its history are left out.
 *
 * @param rows estimated by the server unless it says exact
 * @param bytes of tables and indexes on disk, as the server tells them
 * @param exact whether the rows were counted
 */
public record SchemaStats(SchemaName schema, int tables, long rows, long bytes, boolean exact) {}
