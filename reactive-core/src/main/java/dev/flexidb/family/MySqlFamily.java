package dev.flexidb.family;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.pooling.Lease;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.TransactionDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * MySQL and MariaDB: a schema is a database, and a connection stands in one. {@code USE} goes first
 * and is awaited; it is left out when the connection provably stands there already.
 *
 * <p>Server-side prepared statements stay bound to the database that they were prepared in, so they
 * are refused: they would read the previous tenant's rows. MariaDB's driver prepares any text that
 * contains "call" on the server whatever it is told, unless the text begins with a comment of its
 * own.
 */
final class MySqlFamily extends DatabaseFamily {

  private static final int TOO_MANY_CONNECTIONS = 1040;
  private static final int TOO_MANY_CONNECTIONS_OF_USER = 1203;
  private static final int LIMIT_OF_USER = 1226;
  private static final int ACCESS_DENIED_TO_SCHEMA = 1044;
  private static final int NO_SCHEMA_SELECTED = 1046;
  private static final int UNKNOWN_SCHEMA = 1049;
  private static final int SHUTDOWN = 1053;
  private static final int UNKNOWN_TABLE = 1109;
  private static final int NO_SUCH_TABLE = 1146;
  private static final int NO_SUCH_ROUTINE = 1305;
  private static final int CONNECTION_KILLED = 1927;
  private static final int STATEMENT_TIMEOUT_MARIADB = 1969;
  private static final int STATEMENT_TIMEOUT_MYSQL = 3024;

  private static final Set<Integer> CONFLICTS = Set.of(1020, 1205, 1213, 8002, 8022, 9007);

  private static final Pattern PARAMETER = Pattern.compile("\\?");

  /** asyncer's driver takes a name behind the mark. */
  private static final Pattern NAMED_BEHIND_MARK = Pattern.compile("\\?[\\p{L}\\p{N}_$]");

  /** MariaDB's driver takes named parameters too. */
  private static final Pattern NAMED_PARAMETER = Pattern.compile(":[A-Za-z_]");

  /** Statements that do not end the transaction that they run in, or undo it. */
  private static final Set<String> WITHOUT_COMMIT =
      Set.of(
          ("( delete desc describe do explain insert release replace rollback savepoint select show"
                  + " table update use values with")
              .split(" "));

  private final String product;
  private final boolean mariaDbDriver;
  private final Remembered<String, MySqlLeftovers> leftovers = new Remembered<>(MySqlLeftovers::of);
  private final Remembered<String, Parameters> parameters = new Remembered<>(this::parametersIn);
  private final Remembered<String, LastInsert> lastInserts =
      new Remembered<>(MySqlFamily::lastInsertOf);

  MySqlFamily(String product) {
    this.product = product;
    this.mariaDbDriver = "mariadb".equals(product.toLowerCase(Locale.ROOT));
  }

  @Override
  public String product() {
    return product;
  }

  @Override
  public IsolationLevel defaultIsolation() {
    return IsolationLevel.REPEATABLE_READ;
  }

  @Override
  public boolean searchesManySchemas() {
    return false;
  }

  @Override
  public Optional<String> defaultShared(@Nullable ConnectionFactoryOptions options) {
    return Optional.ofNullable(options)
        .map(given -> given.getValue(ConnectionFactoryOptions.DATABASE))
        .map(Object::toString);
  }

  @Override
  public ConnectionFactoryOptions forTenants(ConnectionFactoryOptions options) {
    return MySqlSetUp.forTenants(options, mariaDbDriver);
  }

  @Override
  public Function<PhysicalConnection, Mono<Void>> setUp(TenantSetUp tenants) {
    if (!tenants.neutralSettings().isEmpty()) {
      throw new InvalidConfigurationException(
          "rolePerTenant(..) and settings(..) work on PostgreSQL, not on %s; remove them"
              .formatted(product));
    }
    return tenants.given() ? MySqlSetUp::vet : connection -> Mono.empty();
  }

  @Override
  public String productOf(PhysicalConnection connection) {
    ServerSession session = connection.companion(ServerSession.class);
    return session == null ? product : session.mariaDb() ? "MariaDB" : "MySQL";
  }

  @Override
  public boolean saysReadOnly(R2dbcException error) {
    return MySqlReadOnly.isSaidBy(error);
  }

  @Override
  public Mono<Void> identify(PhysicalConnection connection) {
    return MySqlStop.identify(connection);
  }

  @Override
  public Mono<Void> stop(PhysicalConnection connection, Mono<Lease> another, Mono<Void> end) {
    return MySqlStop.stop(connection, another, end);
  }

  @Override
  public Plan plan(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      @Nullable Namespace namespace,
      Limits limits) {
    Mono<Void> use =
        use(connection, namespace)
            .then(MySqlLimits.tell(connection, limits))
            .then(MySqlReadOnly.tell(connection, transaction, limits));
    Mono<Void> prelude = transaction.isPending() ? use.then(begin(connection, transaction)) : use;
    boolean moves = namespace != null && leftoversOf(work).moves();
    return Plan.awaited(
        prelude,
        () -> {
          if (moves) {
            connection.schema(null);
          }
          return work.executeOn(connection, before(work));
        });
  }

  private String before(Work work) {
    return mariaDbDriver && work.sql().contains("call") ? "/*text*/" : "";
  }

  private static Mono<Void> use(PhysicalConnection connection, @Nullable Namespace namespace) {
    if (namespace == null || namespace.first().equals(connection.schema())) {
      return Mono.empty();
    }
    String schema = namespace.first();
    return Mono.defer(
        () -> {
          connection.schema(null);
          return run(connection, "USE `" + schema + "`")
              .doOnSuccess(done -> connection.schema(schema));
        });
  }

  private static Mono<Void> begin(PhysicalConnection connection, Transaction transaction) {
    // MariaDB's driver reads the state of the transaction when the method is called.
    return Mono.defer(
        () -> {
          TransactionDefinition definition = transaction.open();
          return Mono.from(connection.beginTransaction(definition))
              .doOnError(failed -> transaction.end());
        });
  }

  @Override
  public Mono<Void> begin(
      PhysicalConnection connection,
      Transaction transaction,
      @Nullable Namespace namespace,
      Limits limits) {
    return use(connection, namespace)
        .then(MySqlLimits.tell(connection, limits))
        .then(MySqlReadOnly.tell(connection, transaction, limits))
        .then(begin(connection, transaction));
  }

  @Override
  public Mono<Position> written(PhysicalConnection connection) {
    return GtidPosition.of(connection);
  }

  @Override
  public Mono<Position> replayed(PhysicalConnection connection) {
    return GtidPosition.of(connection);
  }

  @Override
  public boolean saysUnknownSchema(Throwable error) {
    if (!(error instanceof R2dbcException r2dbc)) {
      return false;
    }
    return switch (r2dbc.getErrorCode()) {
      case ACCESS_DENIED_TO_SCHEMA, NO_SCHEMA_SELECTED, UNKNOWN_SCHEMA -> true;
      default -> false;
    };
  }

  /** Where USE was left out the server says no more than that something is not there. */
  @Override
  public boolean maySayUnknownSchema(R2dbcException error) {
    return switch (error.getErrorCode()) {
      case UNKNOWN_TABLE, NO_SUCH_TABLE, NO_SUCH_ROUTINE -> true;
      default -> saysUnknownSchema(error);
    };
  }

  @Override
  public Mono<Void> find(PhysicalConnection connection, Namespace namespace) {
    return use(connection, namespace);
  }

  private MySqlLeftovers leftoversOf(Work work) {
    return MySqlLeftovers.of(work, leftovers::of);
  }

  /** USE is no trace where there are tenants: every statement is told its schema again. */
  @Override
  public Leftover leftoverOf(Work work, @Nullable Namespace namespace) {
    MySqlLeftovers found = leftoversOf(work);
    return namespace == null && found.uses() ? Leftover.LASTING : found.leftover();
  }

  @Override
  public LastInsert lastInsert(Work work) {
    return LastInsert.of(work, lastInserts::of);
  }

  /** The number that a stored function makes is not told by LAST_INSERT_ID behind it. */
  private static LastInsert lastInsertOf(String sql) {
    List<String> codes = SqlText.mySqlNames(sql);
    LastInsert found = LastInsert.in(codes, false, false);
    return MySqlFunctions.areAll(codes) ? found : found.withChanges();
  }

  /** Most of what is neither a read nor a write commits what came before it. */
  @Override
  boolean mayCommit(String sql) {
    return Tokens.statementsOf(SqlText.mySql(sql)).stream()
        .anyMatch(statement -> !WITHOUT_COMMIT.contains(statement.at(0)));
  }

  /** There is no hidden code here that could be reset. */
  @Override
  public Mono<Void> reset(PhysicalConnection connection, boolean tenants) {
    return Mono.empty();
  }

  /** KILL answers like KILL QUERY, so after either the connection is in doubt. */
  @Override
  public boolean saysConnectionEnds(R2dbcException error) {
    return switch (error.getErrorCode()) {
      case SHUTDOWN, MySqlStop.QUERY_INTERRUPTED, CONNECTION_KILLED -> true;
      default -> false;
    };
  }

  /** The drivers pass on none; an error may have any SQLSTATE that SQL gives it. */
  @Override
  public boolean isNotice(R2dbcException message) {
    return false;
  }

  @Override
  public boolean saysShutdown(R2dbcException error) {
    return error.getErrorCode() == SHUTDOWN;
  }

  @Override
  public boolean saysStatementTimeout(R2dbcException error) {
    return switch (error.getErrorCode()) {
      case STATEMENT_TIMEOUT_MARIADB, STATEMENT_TIMEOUT_MYSQL -> true;
      default -> false;
    };
  }

  /**
   * A deadlock, a lock that was not given up in time, and a row that changed since it was read; on
   * TiDB a conflict of writes, a transaction that cannot be retried there, and a changed schema.
   */
  @Override
  public boolean saysConflict(R2dbcException error) {
    return super.saysConflict(error) || CONFLICTS.contains(error.getErrorCode());
  }

  /** asyncer's queue is torn down a moment before its connection says that it is lost. */
  @Override
  public boolean saysDriverIsClosed(Throwable error) {
    return error instanceof IllegalStateException
        && "Request queue was disposed".equals(error.getMessage());
  }

  /** Of all, or of one user; the last is that user's own limit. */
  @Override
  boolean saysTooManyConnections(R2dbcException error) {
    int code = error.getErrorCode();
    return code == TOO_MANY_CONNECTIONS
        || code == TOO_MANY_CONNECTIONS_OF_USER
        || code == LIMIT_OF_USER;
  }

  @Override
  public Parameters parametersOf(String sql) {
    return parameters.of(sql);
  }

  private Parameters parametersIn(String sql) {
    String code = SqlText.mySql(sql);
    if (mariaDbDriver && NAMED_PARAMETER.matcher(code).find()) {
      return Parameters.UNKNOWN;
    }
    int count = (int) PARAMETER.matcher(code).results().count();
    return new Parameters(count, NAMED_BEHIND_MARK.matcher(code).find() ? "" : null);
  }
}
