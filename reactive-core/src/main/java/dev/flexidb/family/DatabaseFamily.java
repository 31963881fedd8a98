package dev.flexidb.family;

import dev.flexidb.pooling.Lease;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.concurrent.Queues;

/** What is particular to one kind of database. Thread-safe. */
public abstract sealed class DatabaseFamily permits PostgreSqlFamily, MySqlFamily, UnknownFamily {

  private static final Pattern PLAIN =
      Pattern.compile(
          "(?i)\\s*+(?:select|insert|update|delete|with|values|table|merge|replace)\\b[^;]*+;?+\\s*+");

  /**
   * The family of a driver.
   *
   * @param product the product's name, as the driver's metadata gives it
   */
  public static DatabaseFamily of(String product) {
    return switch (product.toLowerCase(Locale.ROOT)) {
      case "postgresql" -> new PostgreSqlFamily();
      case "mysql", "mariadb" -> new MySqlFamily(product);
      default -> new UnknownFamily(product);
    };
  }

  /** The form of a URL that a family knows, for messages. */
  public static String urlForm() {
    return "r2dbc:postgresql://user:password@host:port/database (or r2dbc:mysql, r2dbc:mariadb)";
  }

  /** The drivers that the families are made for, for messages. */
  public static String drivers() {
    return "org.postgresql:r2dbc-postgresql for r2dbc:postgresql, io.asyncer:r2dbc-mysql for"
        + " r2dbc:mysql, org.mariadb:r2dbc-mariadb for r2dbc:mariadb";
  }

  /** The product's name. */
  public abstract String product();

  /** The isolation level of a server whose defaults nobody changed. */
  public abstract IsolationLevel defaultIsolation();

  /**
   * The options with which a schema per tenant is safe.
   *
   * @throws dev.flexidb.error.InvalidConfigurationException if the given ones forbid it
   */
  public abstract ConnectionFactoryOptions forTenants(ConnectionFactoryOptions options);

  /**
   * What to do with each new connection before a tenant may use it.
   *
   * @throws dev.flexidb.error.InvalidConfigurationException if it cannot be done on this database
   */
  public abstract Function<PhysicalConnection, Mono<Void>> setUp(TenantSetUp tenants);

  /** The product that a connection turned out to lead to, whatever its driver is for. */
  public String productOf(PhysicalConnection connection) {
    return product();
  }

  /** Whether it says that a write was refused, because nothing may be written there. */
  public boolean saysReadOnly(R2dbcException error) {
    return "25006".equals(error.getSqlState());
  }

  /** Asks the server for what {@link #stop} needs to know of a new connection. */
  public Mono<Void> identify(PhysicalConnection connection) {
    return Mono.empty();
  }

  /**
   * Ends at the server what runs on the connection, and completes when nothing of that can hit what
   * the connection does next. Where a family cannot, it does nothing.
   *
   * @param another a connection to the same database, which is opened for this
   * @param end of what runs; where it comes before anything was sent, there is nothing to stop
   */
  public Mono<Void> stop(PhysicalConnection connection, Mono<Lease> another, Mono<Void> end) {
    return Mono.empty();
  }

  /** The schemas that are meant when the tenants are bypassed; empty when that needs saying. */
  public abstract Optional<String> defaultShared(@Nullable ConnectionFactoryOptions options);

  /** Counts the schemas that are called {@code :name}, also those that the login may not use. */
  public String countOfSchemas() {
    return "SELECT count(*) FROM information_schema.schemata WHERE schema_name = :name";
  }

  /** Whether more than one schema can be searched for a statement's names. */
  public abstract boolean searchesManySchemas();

  /**
   * How the work is brought to the server.
   *
   * @param namespace where to run it; null when the database has no tenancy
   */
  public abstract Plan plan(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      @Nullable Namespace namespace,
      Limits limits);

  /**
   * As {@link #plan}, without a transaction around it, for what the server refuses in one. It may
   * leave its namespace on the session, so the connection must serve nobody else.
   */
  public Plan planAlone(
      PhysicalConnection connection, Work work, @Nullable Namespace namespace, Limits limits) {
    return plan(connection, new Transaction(), work, namespace, limits);
  }

  /** Whether the server refused the work because it was in a transaction. */
  public boolean saysTransactionRefused(R2dbcException error, Work work) {
    return false;
  }

  /**
   * The limits of a statement whose caller waits no longer than this: where the server can be told
   * for no round trip, it is told.
   */
  public Limits within(Limits limits, Duration left) {
    return limits;
  }

  /** Whether the limits of one borrower are off the connection before the next one's statement. */
  public boolean liftsLimits() {
    return true;
  }

  /** Begins the pending transaction by itself, for what is no statement, such as a savepoint. */
  public abstract Mono<Void> begin(
      PhysicalConnection connection,
      Transaction transaction,
      @Nullable Namespace namespace,
      Limits limits);

  /**
   * Asks a primary how far its log of changes goes, with all that was committed before; empty where
   * nobody can tell.
   */
  public Mono<Position> written(PhysicalConnection connection) {
    return Mono.empty();
  }

  /** Asks a replica up to where it shows its primary's changes; empty where nobody can tell. */
  public Mono<Position> replayed(PhysicalConnection connection) {
    return Mono.empty();
  }

  /** Whether the error of a prelude, or of text that we sent, says that the schema is not there. */
  public abstract boolean saysUnknownSchema(Throwable error);

  /** Whether an error of the user's statement may be all that a server says of a missing schema. */
  public boolean maySayUnknownSchema(R2dbcException error) {
    return false;
  }

  /** Asks for the schema; where it is missing the error says so. */
  public Mono<Void> find(PhysicalConnection connection, Namespace namespace) {
    return Mono.empty();
  }

  /**
   * What the work may leave on the server's session that the next borrower of the connection could
   * come upon.
   */
  public abstract Leftover leftoverOf(Work work, @Nullable Namespace namespace);

  /** What the work has to do with the number that the session's last insert made. */
  public abstract LastInsert lastInsert(Work work);

  /**
   * Whether the server may have kept what the work changed although its answer was lost: in
   * autocommit whatever is not plainly a read, in a transaction what may commit it.
   */
  public final boolean mayBeKept(Work work, boolean inTransaction) {
    return inTransaction ? mayCommit(work) : lastInsert(work).changes();
  }

  /** Whether the work may commit the transaction that it runs in. */
  private boolean mayCommit(Work work) {
    return work.readings().stream().flatMap(List::stream).anyMatch(this::mayCommit);
  }

  /** Whether the text may commit the transaction that it runs in. */
  abstract boolean mayCommit(String sql);

  /**
   * Takes off the session what hidden code may have left there.
   *
   * @param tenants whether the connection serves tenants
   */
  public abstract Mono<Void> reset(PhysicalConnection connection, boolean tenants);

  /** Whether the server said with this error that it is about to end the connection. */
  public abstract boolean saysConnectionEnds(R2dbcException error);

  /** Whether the server said with this error, which has no SQLSTATE, that it goes down. */
  public boolean saysShutdown(R2dbcException error) {
    return false;
  }

  /** Whether a message of the server beside its answers says no more than a notice or warning. */
  public boolean isNotice(R2dbcException message) {
    String state = message.getSqlState();
    return state != null && (state.startsWith("00") || state.startsWith("01"));
  }

  /** Whether the server ended a statement because it took longer than the server allows. */
  public abstract boolean saysStatementTimeout(R2dbcException error);

  /** Whether the driver, not the server, refused because it is about to close its connection. */
  public boolean saysDriverIsClosed(Throwable error) {
    return false;
  }

  /** Whether the server let a connection in no more because it, or its user, has too many. */
  public final boolean saysServerIsFull(Throwable error) {
    for (Throwable told = error; told != null; told = told.getCause()) {
      if (told instanceof R2dbcException answer && saysTooManyConnections(answer)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the server gave a transaction up for the sake of another one, so that all of it may
   * succeed when it is run again.
   */
  public boolean saysConflict(R2dbcException error) {
    return "40001".equals(error.getSqlState());
  }

  /**
   * Whether the text is one plain statement, a read or a write, which may stand in a transaction
   * and has one result; in doubt it is not.
   */
  public static boolean isPlain(Work work) {
    return work.readings().size() == 1 && PLAIN.matcher(work.sql()).matches();
  }

  abstract boolean saysTooManyConnections(R2dbcException error);

  /** The parameters that a text has, as far as they can be told without asking the driver. */
  public abstract Parameters parametersOf(String sql);

  /** The only value of a text without parameters; empty where that is null or no row came. */
  static Mono<String> ask(Connection connection, String sql) {
    return Flux.defer(() -> connection.createStatement(sql).fetchSize(0).execute())
        .flatMap(result -> result.map(row -> Optional.ofNullable(row.get(0, String.class))))
        .reduce((first, more) -> first)
        .flatMap(Mono::justOrEmpty);
  }

  /**
   * A statement without parameters, run to its end, its answers dropped. An error too is told at
   * the end, when the server is ready again and the driver knows the state of the transaction.
   */
  static Mono<Void> run(Connection connection, String sql) {
    return Flux.defer(() -> connection.createStatement(sql).fetchSize(0).execute())
        .flatMapDelayError(Result::getRowsUpdated, Queues.SMALL_BUFFER_SIZE, Queues.XS_BUFFER_SIZE)
        .then()
        .onErrorMap(Exceptions::isMultiple, errors -> Exceptions.unwrapMultiple(errors).get(0));
  }
}
