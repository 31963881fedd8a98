package dev.flexidb.migrate;

import static io.r2dbc.spi.ConnectionFactoryOptions.CONNECT_TIMEOUT;
import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.PROTOCOL;
import static io.r2dbc.spi.ConnectionFactoryOptions.SSL;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.family.TransportSecurity;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where a server is reached over JDBC, without credentials.
 *
 * @param properties of the JDBC driver; some may be secret
 */
record JdbcAddress(String url, Map<String, String> properties) {

  private static final Set<Option<?>> PLACE =
      Set.of(DRIVER, PROTOCOL, HOST, PORT, DATABASE, USER, PASSWORD, SSL, CONNECT_TIMEOUT);

  /**
   * The given one, or where the R2DBC options lead.
   *
   * @throws InvalidConfigurationException if there is none, or the options cannot be said in JDBC
   */
  static JdbcAddress of(String database, DatabaseConfig config) {
    if (!config.migration().isDerived()) {
      return new JdbcAddress(config.migration().jdbcUrl(), Map.of());
    }
    ConnectionFactoryOptions options = config.origin().options();
    if (options == null) {
      throw cannot(database, "it is given as a ConnectionFactory, which hides where it leads");
    }
    return derived(database, TransportSecurity.byDefault(options));
  }

  private static JdbcAddress derived(String database, ConnectionFactoryOptions options) {
    JdbcDriver driver = JdbcDriver.of(String.valueOf(options.getValue(DRIVER)));
    if (driver == null) {
      throw cannot(
          database, "no JDBC driver is known for \"%s\"".formatted(options.getValue(DRIVER)));
    }
    Object host = options.getValue(HOST);
    Object name = options.getValue(DATABASE);
    if (host == null || host.toString().contains(",") || options.hasOption(PROTOCOL)) {
      throw cannot(database, "its R2DBC options name a socket, or more than one host");
    }
    if (name == null) {
      throw cannot(database, "its R2DBC options name no database");
    }
    if (!driver.canName(name.toString())) {
      throw cannot(database, "the name of its database means something else in a JDBC URL");
    }
    Object port = options.getValue(PORT);
    return new JdbcAddress(
        driver.url(
            host.toString(),
            port == null ? null : Integer.valueOf(port.toString()),
            name.toString()),
        properties(database, driver, options));
  }

  private static Map<String, String> properties(
      String database, JdbcDriver driver, ConnectionFactoryOptions options) {
    Map<String, String> properties = new TreeMap<>();
    for (Option<?> option : unplaced(options)) {
      String carried = driver.carried(option.name());
      if (carried != null) {
        properties.put(carried, String.valueOf(options.getValue(option)));
      } else if (!driver.ignores(option.name())) {
        throw cannot(database, "the option \"%s\" cannot be said in JDBC".formatted(option.name()));
      }
    }
    String mode = properties.get(driver.mode());
    properties.put(
        driver.mode(),
        mode != null
            ? driver.spelled(mode)
            : isOn(options.getValue(SSL)) ? driver.secure() : driver.plain());
    if (driver.asksForPublicKey() && driver.plain().equals(properties.get(driver.mode()))) {
      // As the R2DBC drivers do where there is no TLS: without, MySQL's default login is refused.
      properties.putIfAbsent("allowPublicKeyRetrieval", "true");
    }
    return properties;
  }

  private static List<Option<?>> unplaced(ConnectionFactoryOptions options) {
    List<Option<?>> rest = new ArrayList<>();
    ConnectionFactoryOptions.builder()
        .from(options, option -> PLACE.contains(option) || rest.add(option));
    return rest;
  }

  private static boolean isOn(@org.jspecify.annotations.Nullable Object ssl) {
    return ssl != null && Boolean.parseBoolean(ssl.toString());
  }

  private static InvalidConfigurationException cannot(String database, String why) {
    return new InvalidConfigurationException(
        ("database \"%s\" has no JDBC URL for its migrations, as %s; give it with"
                + " withMigration(MigrationConfig.of(jdbcUrl, user, password))")
            .formatted(database, why));
  }

  @Override
  public String toString() {
    return url.split("[?;]", 2)[0];
  }
}
