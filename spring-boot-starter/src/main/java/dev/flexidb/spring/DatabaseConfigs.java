package dev.flexidb.spring;

import dev.flexidb.DatabaseConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The databases that are configured, as they are given to {@code ReactiveFlexiDb} and to
 * migrations. Immutable.
 *
 * @param byName in the order in which they are written
 */
public record DatabaseConfigs(Map<String, DatabaseConfig> byName) {

  public DatabaseConfigs {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }
}
