package dev.flexidb.tenant;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was chosen: a tenant's schema, or the bypass. No choice at all is the absence of this. */
final class Selection {

  private final @Nullable SchemaName schema;

  private Selection(@Nullable SchemaName schema) {
    this.schema = schema;
  }

  static Selection of(SchemaName schema) {
    return new Selection(Objects.requireNonNull(schema, "schema"));
  }

  static Selection bypass() {
    return new Selection(null);
  }

  Optional<SchemaName> schema() {
    return Optional.ofNullable(schema);
  }

  boolean isBypass() {
    return schema == null;
  }

  @Override
  public String toString() {
    return schema == null ? "(bypass)" : schema.value();
  }
}
