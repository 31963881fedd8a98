package dev.flexidb.family;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.postgresql.PrefixedStatements;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What makes connections to PostgreSQL fit for tenants: an empty {@code search_path}, plans that
 * are ours and not the driver's, and a login that settings and roles hold back.
 */
final class PostgreSqlSetUp {

  private static final Option<Object> OPTIONS = Option.valueOf("options");
  private static final Option<Object> SCHEMA = Option.valueOf("schema");
  private static final Option<Object> CACHE = Option.valueOf("preparedStatementCacheQueries");

  private static final Option<Object> COMPATIBILITY = Option.valueOf("compatibilityMode");

  /** How many statements a connection keeps prepared, unless the URL says otherwise. */
  private static final int PLANS = 256;

  private static final Pattern COUNT = Pattern.compile("\\d{1,5}");

  private static final String DRIVERS_PLANS =
      "SELECT statement FROM pg_catalog.pg_prepared_statements"
          + " WHERE statement OPERATOR(pg_catalog.=) 'SELECT $1'";

  private static final String ALMIGHTY =
      "SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles"
          + " WHERE rolname OPERATOR(pg_catalog.=) session_user";

  private static final String SECOND_ROUND_TRIP =
      "PostgreSQL cannot be told the tenant in the statement's own flight, so each bound statement"
          + " outside of a transaction takes a second round trip; check the version of"
          + " r2dbc-postgresql, or choose TenantSwitch.PIPELINED to agree";

  private PostgreSqlSetUp() {}

  static ConnectionFactoryOptions forTenants(ConnectionFactoryOptions options) {
    Map<String, String> startUp = startUpOptions(options.getValue(OPTIONS));
    if (options.hasOption(SCHEMA) || startUp.containsKey("search_path")) {
      throw new InvalidConfigurationException(
          "the URL sets search_path, which schemaPerTenant sets for every statement; remove the"
              + " option schema or search_path, and name shared schemas with sharedSchemas(...)");
    }
    if (Boolean.parseBoolean(String.valueOf(options.getValue(COMPATIBILITY)))) {
      throw compatibilityMode();
    }
    startUp.put("search_path", "");
    // The driver's own cache knows no tenants, whose tables may differ: see plansOf.
    return options.mutate().option(OPTIONS, startUp).option(CACHE, 0).build();
  }

  /** After an error in a cursor it takes the answer to one statement for that to the next. */
  private static InvalidConfigurationException compatibilityMode() {
    return new InvalidConfigurationException(
        "compatibilityMode of r2dbc-postgresql loses count of the server's answers after an error,"
            + " so that a tenant's rows could reach another; remove it with schemaPerTenant");
  }

  private static Map<String, String> startUpOptions(@Nullable Object given) {
    Map<String, String> startUp = new LinkedHashMap<>();
    if (given instanceof Map<?, ?> map) {
      map.forEach((key, value) -> startUp.put(String.valueOf(key), String.valueOf(value)));
    } else if (given != null) {
      for (String pair : given.toString().split(";", -1)) {
        String[] parts = pair.split("=", 2);
        if (parts.length != 2) {
          throw new InvalidConfigurationException(
              "the URL's option options is not of the form name=value;name=value");
        }
        startUp.put(parts[0], parts[1]);
      }
    }
    return startUp;
  }

  static Function<PhysicalConnection, Mono<Void>> of(TenantSetUp tenants) {
    int plans = plansOf(tenants);
    PostgreSqlFlight flight =
        new PostgreSqlFlight(tenants.neutralSettings(), plans, SECOND_ROUND_TRIP);
    return connection -> {
      if (isInCompatibilityMode(connection)) {
        return Mono.error(compatibilityMode());
      }
      Mono<Void> checked =
          tenants.neutralSettings().isEmpty() ? Mono.empty() : refuseAlmighty(connection);
      Mono<Void> rest =
          tenants.given()
              ? checked.then(DatabaseFamily.run(connection, "SET search_path = ''"))
              : checked;
      Mono<Void> told =
          tenants.oneFlight() ? rest.then(Mono.defer(() -> flight.setUp(connection))) : rest;
      return tenants.given() ? told.then(Mono.defer(() -> refuseOwnCache(connection))) : told;
    };
  }

  private static boolean isInCompatibilityMode(PhysicalConnection connection) {
    try {
      return PrefixedStatements.isInCompatibilityMode(connection.unwrap());
    } catch (LinkageError unknownDriver) {
      return false;
    }
  }

  private static int plansOf(TenantSetUp tenants) {
    Object given = tenants.options() == null ? null : tenants.options().getValue(CACHE);
    if (given == null) {
      return PLANS;
    }
    String value = given.toString();
    if (!COUNT.matcher(value).matches()) {
      throw new InvalidConfigurationException(
          ("preparedStatementCacheQueries is %s, but with schemaPerTenant each tenant has plans of its"
                  + " own, and a connection keeps from 0 to 99999")
              .formatted(Quoted.line(value)));
    }
    int plans = Integer.parseInt(value);
    if (plans > 0 && !tenants.oneFlight()) {
      throw new InvalidConfigurationException(
          ("preparedStatementCacheQueries is %d, but TenantSwitch.PIPELINED keeps no plans: remove"
                  + " the option, or choose ONE_FLIGHT")
              .formatted(plans));
    }
    return plans;
  }

  /** Of the way that leaves statements to the driver: its cache would mix tenants' plans up. */
  private static Mono<Void> refuseOwnCache(PhysicalConnection connection) {
    if (connection.companion(JoinedStatements.class) != null) {
      return Mono.empty();
    }
    return Flux.defer(() -> connection.createStatement("SELECT $1").bind(0, 1).execute())
        .flatMap(result -> result.map(row -> 1))
        .thenMany(Flux.defer(() -> connection.createStatement(DRIVERS_PLANS).execute()))
        .flatMap(result -> result.map(row -> String.valueOf(row.get(0))))
        .filter("SELECT $1"::equals)
        .next()
        .flatMap(
            found ->
                Mono.error(
                    new InvalidConfigurationException(
                        "the given ConnectionFactory keeps prepared statements, which tenants'"
                            + " tables would not fit; give one with"
                            + " preparedStatementCacheQueries(0)")));
  }

  /** Neither roles nor row-level security hold such a login back. */
  private static Mono<Void> refuseAlmighty(PhysicalConnection connection) {
    return Flux.defer(() -> connection.createStatement(ALMIGHTY).fetchSize(0).execute())
        .flatMap(result -> result.map(row -> Boolean.TRUE.equals(row.get(0, Boolean.class))))
        .any(almighty -> almighty)
        .flatMap(
            almighty ->
                almighty
                    ? Mono.error(
                        new InvalidConfigurationException(
                            "the login is a superuser or has BYPASSRLS, which neither"
                                + " rolePerTenant nor row-level security holds back; give the"
                                + " service a login of its own without them"))
                    : Mono.empty());
  }
}
