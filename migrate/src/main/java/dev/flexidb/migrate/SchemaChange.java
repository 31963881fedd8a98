package dev.flexidb.migrate;

import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link SchemaManager} has done. Immutable.
 *
 * @param subject the schema; of a tenant that was provisioned its id, and {@code *} of spares
 * @param schema where that lives, as far as it came
 * @param source what was copied
 * @param error why it was not done; empty if it was
 */
public record SchemaChange(
    String database,
    Kind kind,
    String subject,
    Optional<SchemaName> schema,
    Optional<SchemaName> source,
    Duration took,
    Optional<Throwable> error) {

  /** What was done, by the method that began it. */
  public enum Kind {
    /** {@link SchemaManager#createSchema}. */
    CREATE,
    /** {@link SchemaManager#provision}, where the schema had to be made. */
    PROVISION,
    /** {@link SchemaManager#prepareSpares}. */
    PREPARE_SPARES,
    /** {@link SchemaManager#deleteSchema}. */
    DELETE,
    /** {@link SchemaManager#cloneSchema}. */
    CLONE
  }
}
