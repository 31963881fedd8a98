package dev.flexidb.migrate;

/**
 * What is done to a schema's history to make it right.
 *
 * @param version which row; empty for a repeatable migration
 * @param what in a sentence
 */
public record RepairAction(SchemaTarget target, String version, String what) {}
