/**
 * Migrations for every database, domain and tenant schema, applied by Flyway or in Flyway's own
 * format.
 *
 * <ul>
 *   <li>{@link dev.flexidb.migrate.Migrator} migrates, undoes, repairs and tells how things stand.
 *   <li>{@link dev.flexidb.migrate.MigrationScope} says which databases, domains and tenants.
 *   <li>{@link dev.flexidb.migrate.MigrationOptions} says how: how many at once, which first, when
 *       to give up.
 *   <li>{@link dev.flexidb.migrate.MigrationEvent} is what happens meanwhile.
 *   <li>{@link dev.flexidb.migrate.MigrationListener} is told of it, whoever asked for it.
 *   <li>{@link dev.flexidb.migrate.SchemaManager} makes, copies, looks at and drops the schemas of
 *       tenants.
 * </ul>
 */
@NullMarked
package dev.flexidb.migrate;

import org.jspecify.annotations.NullMarked;
