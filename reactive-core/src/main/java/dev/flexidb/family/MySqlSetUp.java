package dev.flexidb.family;

import dev.flexidb.error.InvalidConfigurationException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.Locale;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses what a driver for MySQL or MariaDB must not do where there are tenants: prepare at the
 * server, reconnect, replay. The options tell, or a new connection where they are not known.
 */
final class MySqlSetUp {

  private static final Option<Object> SERVER_PREPARE = Option.valueOf("useServerPrepareStatement");
  private static final Option<Object> SERVER_PREPARE_MARIADB = Option.valueOf("useServerPrepStmts");
  private static final Option<Object> FAILOVER_MARIADB = Option.valueOf("haMode");
  private static final Option<Object> REPLAY_MARIADB = Option.valueOf("transactionReplay");

  private static final String PREPARED =
      "a prepared statement keeps reading the previous tenant's rows";
  private static final String RECONNECTED =
      "a reconnect behind our back forgets the tenant's schema";

  private MySqlSetUp() {}

  static ConnectionFactoryOptions forTenants(
      ConnectionFactoryOptions options, boolean mariaDbDriver) {
    refuse(options, SERVER_PREPARE, PREPARED);
    refuse(options, SERVER_PREPARE_MARIADB, PREPARED);
    refuse(options, REPLAY_MARIADB, "a replayed statement may run in another tenant's schema");
    refuse(options, FAILOVER_MARIADB, RECONNECTED);
    if (mariaDbDriver && options.hasOption(ConnectionFactoryOptions.PROTOCOL)) {
      throw unsafe(
          "the protocol " + options.getValue(ConnectionFactoryOptions.PROTOCOL),
          RECONNECTED,
          "remove it from the URL");
    }
    return options;
  }

  private static void refuse(ConnectionFactoryOptions options, Option<Object> option, String why) {
    Object value = options.getValue(option);
    String given = value == null ? "false" : value.toString().toLowerCase(Locale.ROOT);
    if (!given.equals("false") && !given.equals("none")) {
      throw unsafe("the driver option " + option.name(), why, "remove it from the URL");
    }
  }

  private static InvalidConfigurationException unsafe(String what, String why, String remedy) {
    return new InvalidConfigurationException(
        "%s is not allowed with schemaPerTenant: %s; %s".formatted(what, why, remedy));
  }

  /**
   * Runs a bound statement and asks the server whether it had to prepare it. Whether a driver
   * reconnects or replays behind our back shows on no connection.
   */
  static Mono<Void> vet(Connection connection) {
    return Flux.defer(() -> connection.createStatement("SELECT ?").bind(0, 1).execute())
        .flatMap(result -> result.map(row -> 1))
        .then(preparedStatements(connection))
        .flatMap(
            count ->
                count.equals("0")
                    ? Mono.empty()
                    : Mono.error(
                        unsafe(
                            "server-side prepare in the given ConnectionFactory",
                            PREPARED,
                            "give a factory without it")));
  }

  private static Mono<String> preparedStatements(Connection connection) {
    return Flux.defer(
            () ->
                connection.createStatement("SHOW SESSION STATUS LIKE 'Com_stmt_prepare'").execute())
        .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get(1, String.class))))
        .single();
  }
}
