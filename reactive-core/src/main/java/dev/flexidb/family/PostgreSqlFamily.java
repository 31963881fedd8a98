package dev.flexidb.family;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.pooling.Lease;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Wrapped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * PostgreSQL: the tenant is told in the statement's own flight and transaction, so the server
 * itself refuses to run a statement whose tenant could not be set.
 *
 * <p>How that is done is said in {@link PostgreSqlPlans}. Connections rest on an empty {@code
 * search_path}, so that a statement without its prefix finds nothing.
 */
final class PostgreSqlFamily extends DatabaseFamily {

  private static final Option<Object> OPTIONS = Option.valueOf("options");
  private static final Option<Object> SCHEMA = Option.valueOf("schema");
  private static final Option<Object> CACHE = Option.valueOf("preparedStatementCacheQueries");

  /** How many statements a connection keeps prepared, unless the URL says otherwise. */
  private static final int PLANS = 256;

  private static final Pattern SET = Pattern.compile("(?i)\\bset\\b");

  private static final Pattern COUNT = Pattern.compile("\\d{1,5}");

  private static final String DRIVERS_PLANS =
      "SELECT statement FROM pg_catalog.pg_prepared_statements"
          + " WHERE statement OPERATOR(pg_catalog.=) 'SELECT $1'";

  /** Behind a letter, a digit or another $ it is a part of a name. */
  private static final Pattern PARAMETER = Pattern.compile("(?<![\\p{L}\\w$])\\$(\\d{1,9})");

  private static final Set<String> COMMITTING = Set.of("commit", "end", "prepare");

  private static final String ALMIGHTY =
      "SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles"
          + " WHERE rolname OPERATOR(pg_catalog.=) session_user";

  private static final String RESET =
      "RESET SESSION AUTHORIZATION; RESET ALL; DISCARD TEMP; DISCARD SEQUENCES; CLOSE ALL;"
          + " UNLISTEN *; SELECT pg_catalog.pg_advisory_unlock_all()";

  private final Remembered<String, Leftover> leftovers = new Remembered<>(PostgreSqlLeftovers::of);
  private final Remembered<String, Parameters> parameters =
      new Remembered<>(PostgreSqlFamily::parametersIn);
  private final Remembered<String, LastInsert> lastInserts =
      new Remembered<>(
          sql ->
              LastInsert.in(
                  SqlText.postgreSqlNames(sql, false), leftovers.of(sql) == Leftover.HIDDEN));

  @Override
  public String product() {
    return "PostgreSQL";
  }

  @Override
  public IsolationLevel defaultIsolation() {
    return IsolationLevel.READ_COMMITTED;
  }

  @Override
  public boolean searchesManySchemas() {
    return true;
  }

  @Override
  public Optional<String> defaultShared(@Nullable ConnectionFactoryOptions options) {
    return Optional.of("public");
  }

  @Override
  public ConnectionFactoryOptions forTenants(ConnectionFactoryOptions options) {
    Map<String, String> startUp = startUpOptions(options.getValue(OPTIONS));
    if (options.hasOption(SCHEMA) || startUp.containsKey("search_path")) {
      throw new InvalidConfigurationException(
          "the URL sets search_path, which schemaPerTenant sets for every statement; remove the"
              + " option schema or search_path, and name shared schemas with sharedSchemas(...)");
    }
    startUp.put("search_path", "");
    // The driver's own cache knows no tenants, whose tables may differ: see setUp.
    return options.mutate().option(OPTIONS, startUp).option(CACHE, 0).build();
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

  @Override
  public Function<PhysicalConnection, Mono<Void>> setUp(TenantSetUp tenants) {
    int plans = plansOf(tenants);
    PostgreSqlFlight flight = new PostgreSqlFlight(tenants.neutralSettings(), plans);
    return connection -> {
      Mono<Void> checked =
          tenants.neutralSettings().isEmpty() ? Mono.empty() : refuseAlmighty(connection);
      Mono<Void> rest =
          tenants.given() ? checked.then(run(connection, "SET search_path = ''")) : checked;
      Mono<Void> told =
          tenants.oneFlight() ? rest.then(Mono.defer(() -> flight.setUp(connection))) : rest;
      return tenants.given() ? told.then(Mono.defer(() -> refuseOwnCache(connection))) : told;
    };
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

  /** The cancel has a connection of its own, at whose end the server has taken note of it. */
  @Override
  public Mono<Void> stop(PhysicalConnection connection, Mono<Lease> another, Mono<Void> end) {
    Object driver = connection;
    while (driver instanceof Wrapped<?> wrapped && !(driver instanceof PostgresqlConnection)) {
      driver = wrapped.unwrap();
    }
    return driver instanceof PostgresqlConnection known ? known.cancelRequest() : Mono.empty();
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

  @Override
  public Plan plan(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      @Nullable Namespace namespace,
      Limits limits) {
    return PostgreSqlPlans.plan(connection, transaction, work, namespace, limits);
  }

  /** The path is the session's for once: the server tells it apart from a transaction's. */
  @Override
  public Plan planAlone(
      PhysicalConnection connection, Work work, @Nullable Namespace namespace, Limits limits) {
    return namespace == null
        ? super.planAlone(connection, work, null, limits)
        : Plan.awaited(
            run(connection, SearchPath.of(namespace, limits).sessionSql()),
            () -> work.executeOn(connection, ""));
  }

  /** SET TRANSACTION, which comes too late, has the same state. */
  @Override
  public boolean saysTransactionRefused(R2dbcException error, Work work) {
    return "25001".equals(error.getSqlState()) && !SET.matcher(work.sql()).find();
  }

  @Override
  public Mono<Void> begin(
      PhysicalConnection connection,
      Transaction transaction,
      @Nullable Namespace namespace,
      Limits limits) {
    return PostgreSqlPlans.begin(
        connection, transaction, namespace == null ? null : SearchPath.of(namespace, limits));
  }

  @Override
  public boolean saysUnknownSchema(Throwable error) {
    String state = error instanceof R2dbcException r2dbc ? r2dbc.getSqlState() : null;
    return "3F000".equals(state) || "22012".equals(state);
  }

  /** The state is also that of an administrator's pg_cancel_backend. */
  @Override
  public boolean saysStatementTimeout(R2dbcException error) {
    return "57014".equals(error.getSqlState());
  }

  @Override
  public Leftover leftoverOf(Work work, @Nullable Namespace namespace) {
    return leftovers.of(work.sql());
  }

  @Override
  public LastInsert lastInsert(Work work) {
    return lastInserts.of(work.sql());
  }

  @Override
  boolean mayCommit(Work work) {
    return Tokens.statementsOf(SqlText.postgreSql(work.sql())).stream()
        .anyMatch(statement -> COMMITTING.contains(statement.at(0)));
  }

  /** As one simple query, which is one transaction. What was prepared stays: it is the driver's. */
  @Override
  public Mono<Void> reset(PhysicalConnection connection, boolean tenants) {
    return run(connection, tenants ? RESET + "; SET search_path = ''" : RESET)
        .doOnSuccess(done -> connection.companion(Limits.NONE));
  }

  /** SQLSTATE 57P01 to 57P05: an administrator or the server ends the session. */
  @Override
  public boolean saysConnectionEnds(R2dbcException error) {
    String state = error.getSqlState();
    return state != null && state.startsWith("57P");
  }

  @Override
  boolean saysTooManyConnections(R2dbcException error) {
    return "53300".equals(error.getSqlState());
  }

  @Override
  public Parameters parametersOf(String sql) {
    return parameters.of(sql);
  }

  private static Parameters parametersIn(String sql) {
    int count = 0;
    Matcher matcher = PARAMETER.matcher(SqlText.postgreSql(sql));
    while (matcher.find()) {
      count = Math.max(count, Integer.parseInt(matcher.group(1)));
    }
    return new Parameters(count, "$");
  }
}
