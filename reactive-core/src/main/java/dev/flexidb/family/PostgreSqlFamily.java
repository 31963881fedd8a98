package dev.flexidb.family;

import dev.flexidb.pooling.Lease;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * PostgreSQL: the tenant is told in the statement's own flight and transaction, so the server
 * itself refuses to run a statement whose tenant could not be set.
 *
 * <p>How that is done is said in {@link PostgreSqlPlans}. Connections rest on an empty {@code
 * search_path}, so that a statement without its prefix finds nothing.
 */
final class PostgreSqlFamily extends DatabaseFamily {

  private static final Pattern SET = Pattern.compile("(?i)\\bset\\b");

  /** Behind a letter, a digit or another $ it is a part of a name. */
  private static final Pattern PARAMETER = Pattern.compile("(?<![\\p{L}\\w$])\\$(\\d{1,9})");

  /** How severe a message is that ends its statement. */
  private static final Set<String> ERRORS = Set.of("ERROR", "FATAL", "PANIC");

  private static final Set<String> COMMITTING = Set.of("commit", "end", "prepare");

  private static final String RESET =
      "RESET SESSION AUTHORIZATION; RESET ALL; DISCARD TEMP; DISCARD SEQUENCES; CLOSE ALL;"
          + " UNLISTEN *; SELECT pg_catalog.pg_advisory_unlock_all()";

  /** An error if SQL has prepared something: what the driver and we have prepared is to stay. */
  private static final String NOTHING_PREPARED =
      "; SELECT 1 OPERATOR(pg_catalog./) CASE WHEN EXISTS (SELECT FROM"
          + " pg_catalog.pg_prepared_statements WHERE from_sql) THEN 0 ELSE 1 END";

  private final PostgreSqlUntenanted untenanted = new PostgreSqlUntenanted();
  private final Remembered<String, Leftover> leftovers = new Remembered<>(PostgreSqlLeftovers::of);
  private final Remembered<String, Parameters> parameters =
      new Remembered<>(PostgreSqlFamily::parametersIn);
  private final Remembered<String, LastInsert> lastInserts =
      new Remembered<>(
          sql ->
              LastInsert.in(
                  SqlText.postgreSqlNames(sql), leftovers.of(sql) == Leftover.HIDDEN, true));

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

  /** The standard's view leaves out those of roles whose rights the login does not inherit. */
  @Override
  public String countOfSchemas() {
    return "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = :name";
  }

  @Override
  public ConnectionFactoryOptions forTenants(ConnectionFactoryOptions options) {
    return PostgreSqlSetUp.forTenants(options);
  }

  @Override
  public Function<PhysicalConnection, Mono<Void>> setUp(TenantSetUp tenants) {
    return PostgreSqlSetUp.of(tenants);
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

  @Override
  public Plan plan(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      @Nullable Namespace namespace,
      Limits limits) {
    PostgreSqlPlans.syncWithServer(connection, transaction);
    Plan plan =
        namespace == null
            ? untenanted.plan(connection, transaction, work, limits)
            : PostgreSqlPlans.plan(connection, transaction, work, namespace, limits);
    return plan.sending(PostgreSqlPlans.sending(work));
  }

  /** The path is the session's for once: the server tells it apart from a transaction's. */
  @Override
  public Plan planAlone(
      PhysicalConnection connection, Work work, @Nullable Namespace namespace, Limits limits) {
    return namespace == null
        ? super.planAlone(connection, work, null, limits.lasting())
        : Plan.awaited(
            run(connection, SearchPath.of(namespace, limits).sessionSql()),
            () -> work.executeOn(connection, ""));
  }

  /**
   * 25001: it refuses a transaction; 2D000: it would end its own. SET TRANSACTION, which comes too
   * late, has the first state too.
   */
  @Override
  public boolean saysTransactionRefused(R2dbcException error, Work work) {
    return "2D000".equals(error.getSqlState())
        || ("25001".equals(error.getSqlState()) && !SET.matcher(work.sql()).find());
  }

  @Override
  public Mono<Void> begin(
      PhysicalConnection connection,
      Transaction transaction,
      @Nullable Namespace namespace,
      Limits limits) {
    return PostgreSqlPlans.begin(
        connection,
        transaction,
        namespace == null ? "" : SearchPath.of(namespace, limits.withReadOnly(false)).sql());
  }

  @Override
  public Mono<Position> written(PhysicalConnection connection) {
    return PostgreSqlPosition.written(connection);
  }

  @Override
  public Mono<Position> replayed(PhysicalConnection connection) {
    return PostgreSqlPosition.replayed(connection);
  }

  @Override
  public Limits within(Limits limits, Duration left) {
    return limits.within(left);
  }

  /** Also that of databases that speak its protocol, such as CockroachDB: 40001. */
  @Override
  public boolean saysConflict(R2dbcException error) {
    return super.saysConflict(error) || "40P01".equals(error.getSqlState());
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
    return Leftover.of(work, leftovers::of);
  }

  @Override
  public LastInsert lastInsert(Work work) {
    return LastInsert.of(work, lastInserts::of);
  }

  @Override
  boolean mayCommit(String sql) {
    return Tokens.statementsOf(SqlText.postgreSql(sql)).stream()
        .anyMatch(statement -> COMMITTING.contains(statement.at(0)));
  }

  /** As one simple query, which is one transaction. */
  @Override
  public Mono<Void> reset(PhysicalConnection connection, boolean tenants) {
    String told = RESET + NOTHING_PREPARED;
    return run(connection, tenants ? told + "; SET search_path = ''" : told)
        .doOnSuccess(done -> connection.companion(Limits.NONE));
  }

  /** SQL may give either any SQLSTATE. */
  @Override
  public boolean isNotice(R2dbcException message) {
    String severity =
        message instanceof PostgresqlException told
            ? told.getErrorDetails().getSeverityNonLocalized()
            : null;
    return severity == null ? super.isNotice(message) : !ERRORS.contains(severity);
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
