package dev.flexidb.family;

import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a new connection has to be made ready for, where there are tenants.
 *
 * @param options the user's; null where the factory was given, so that they are not known
 * @param oneFlight whether a statement is to take its tenant along, where that is possible
 * @param neutralSettings the settings that are told with every tenant, with values that mean none
 */
public record TenantSetUp(
    @Nullable ConnectionFactoryOptions options,
    boolean oneFlight,
    Map<String, String> neutralSettings) {

  /** Whether the factory was given by the user. */
  boolean given() {
    return options == null;
  }
}
