package dev.flexidb.spring;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.spring.beans.FlexiDbConnectionDetails;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servers that are given as beans, by the databases that they are: the one of the same name, or
 * the only one.
 */
record GivenServers(Map<String, FlexiDbConnectionDetails> byDatabase) {

  /**
   * @throws InvalidConfigurationException if it cannot be told which database one is
   */
  static GivenServers of(List<FlexiDbConnectionDetails> given, List<String> databases) {
    Map<String, FlexiDbConnectionDetails> found = new HashMap<>();
    for (FlexiDbConnectionDetails server : given) {
      String database =
          databases.size() == 1
              ? databases.get(0)
              : databases.stream()
                  .filter(server::isOf)
                  .findFirst()
                  .orElseThrow(() -> isNone(databases));
      if (found.put(database, server) != null) {
        throw new InvalidConfigurationException(
            "two containers are database \"%s\"; let each be one of its own".formatted(database));
      }
    }
    return new GivenServers(found);
  }

  private static InvalidConfigurationException isNone(List<String> databases) {
    return new InvalidConfigurationException(
        databases.isEmpty()
            ? "a container is no database; name the database under flexidb.databases"
            : "a container is no database; say which of %s with @ServiceConnection(name = ..)"
                .formatted(Quoted.names(databases)));
  }

  /** Null where the properties say. */
  @Nullable ConnectionFactoryOptions options(String database) {
    FlexiDbConnectionDetails server = byDatabase.get(database);
    return server == null ? null : server.options();
  }
}
