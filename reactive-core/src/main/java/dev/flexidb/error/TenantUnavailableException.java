package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/** The directory says that a tenant is not to be served now. Nothing was sent. */
public final class TenantUnavailableException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String schema;
  private final String state;

  public TenantUnavailableException(String database, String schema, String state) {
    super(
        "database \"%s\": the tenant in schema \"%s\" is %s and is not served; nothing was sent; %s"
            .formatted(
                database,
                schema,
                state,
                state.equals("FAILED")
                    ? "correct what its failed migration has left, then repair"
                    : "try again when that is done"));
    this.schema = schema;
    this.state = state;
  }

  /** The tenant's schema. */
  public String schema() {
    return schema;
  }

  /** How far the tenant is, as its directory says. */
  public String state() {
    return state;
  }
}
