package dev.flexidb.spring.tenant;

import static dev.flexidb.Deadline.withDeadline;

import dev.flexidb.Database;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.tenant.InvalidSchemaNameException;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Tenants whose schemas are named after their ids, and are there if their database says so. No two
 * ids lead to one schema, as nothing is folded or replaced.
 */
final class SchemaPattern implements TenantLookup {

  private static final String ID = "{id}";

  /** All who ask for a tenant wait for one answer, which may be lost on its way. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final Database database;
  private final String pattern;

  /**
   * @throws InvalidConfigurationException if it does not tell tenants apart
   */
  SchemaPattern(Database database, String pattern) {
    this.database = database;
    this.pattern = pattern;
    if (!pattern.contains(ID) || named("a").isEmpty()) {
      throw new InvalidConfigurationException(
          "flexidb.tenant.schema-pattern is \"%s\"; let it be a schema's name with {id} in it, such as tenant_{id}"
              .formatted(Quoted.line(pattern)));
    }
  }

  @Override
  public Mono<SchemaName> schemaOf(String tenantId) {
    return Mono.justOrEmpty(named(tenantId)).filter(this::isOfOne).flatMap(this::ifThere);
  }

  private Optional<SchemaName> named(String id) {
    try {
      return Optional.of(new SchemaName(pattern.replace(ID, id)));
    } catch (InvalidSchemaNameException nobodys) {
      return Optional.empty();
    }
  }

  private boolean isOfOne(SchemaName schema) {
    try {
      database.forSchema(schema);
      return true;
    } catch (SharedSchemaException everybodys) {
      return false;
    }
  }

  private Mono<SchemaName> ifThere(SchemaName schema) {
    return database
        .hasSchema(schema)
        .filter(there -> there)
        .map(there -> schema)
        .contextWrite(whoeverAsks -> withDeadline(LONGEST).apply(TenantContext.withoutSchema()));
  }
}
