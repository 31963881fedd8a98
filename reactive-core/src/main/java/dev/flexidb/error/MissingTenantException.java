package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;

/**
 * A statement reached a database with tenants, and its subscriber's Context named none. Nothing was
 * sent.
 */
public final class MissingTenantException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public MissingTenantException(String database) {
    super(
        ("database \"%s\" keeps a schema for each tenant and the Context names no tenant; nothing was"
                + " sent; add .contextWrite(withSchema(\"...\")) or, for the shared schemas,"
                + " .contextWrite(withoutSchema()) below the query")
            .formatted(database));
  }
}
