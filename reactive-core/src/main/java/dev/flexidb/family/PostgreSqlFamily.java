package dev.flexidb.family;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.TransactionDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * PostgreSQL: the tenant is told in the statement's own flight and transaction, so the server
 * itself refuses to run a statement whose tenant could not be set.
 *
 * <p>A text without parameters goes out behind the prefix as one simple query, which is one
 * implicit transaction. Whatever is bound goes out behind {@code BEGIN} and the prefix, without
 * waiting for their answer: if they fail, the transaction has failed and the statement with it.
 * Connections rest on an empty {@code search_path}, so that a statement without its prefix finds
 * nothing.
 */
final class PostgreSqlFamily extends DatabaseFamily {

  private static final Option<Object> OPTIONS = Option.valueOf("options");
  private static final Option<Object> SCHEMA = Option.valueOf("schema");
  private static final Option<Object> CACHE = Option.valueOf("preparedStatementCacheQueries");
  private static final Option<Boolean> DEFERRABLE = Option.valueOf("deferrable");

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d{1,9})");

  /** Words after which nobody can tell the search_path, or whether a transaction is open. */
  private static final Pattern MOVES_SESSION =
      Pattern.compile(
          "(?i)\\b(set|reset|discard|set_config|begin|start|commit|end|rollback|abort|savepoint"
              + "|release|prepare|execute|call|do)\\b");

  private static final String RESET =
      "RESET SESSION AUTHORIZATION; RESET ALL; DISCARD TEMP; DISCARD SEQUENCES; CLOSE ALL;"
          + " UNLISTEN *; SELECT pg_catalog.pg_advisory_unlock_all()";

  private final Remembered<Leftover> leftovers = new Remembered<>(PostgreSqlLeftovers::of);

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
    ConnectionFactoryOptions.Builder safe = options.mutate().option(OPTIONS, startUp);
    if (!options.hasOption(CACHE)) {
      // Tenants' tables may differ, and a cached plan fails where they do (0A000).
      safe.option(CACHE, 0);
    }
    return safe.build();
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
  public Function<Connection, Mono<Void>> vetting() {
    return connection -> run(connection, "SET search_path = ''");
  }

  @Override
  public Plan plan(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      @Nullable Namespace namespace) {
    syncWithServer(connection, transaction);
    if (transaction.isPending()) {
      return Plan.pipelined(
          begin(connection, transaction, namespace),
          () -> {
            forgetIfMoved(transaction, work);
            return work.executeOn(connection, "");
          });
    }
    if (namespace == null) {
      return Plan.plain(() -> work.executeOn(connection, ""));
    }
    if (transaction.isOpen()) {
      boolean known = namespace.equals(transaction.stated());
      transaction.stated(namespace);
      forgetIfMoved(transaction, work);
      Mono<Void> prelude = known ? Mono.empty() : run(connection, prefix(namespace));
      return Plan.pipelined(prelude, () -> work.executeOn(connection, ""));
    }
    if (work.isText()) {
      return Plan.prefixed(() -> work.executeOn(connection, prefix(namespace) + "; "));
    }
    return Plan.pipelined(
            run(connection, "BEGIN; " + prefix(namespace)), () -> work.executeOn(connection, ""))
        .ending(
            Mono.defer(() -> Mono.from(connection.commitTransaction())),
            Mono.defer(() -> Mono.from(connection.rollbackTransaction())));
  }

  /** The server's word counts: the user's text may have opened or ended a transaction. */
  private static void syncWithServer(PhysicalConnection connection, Transaction transaction) {
    boolean openAtServer = !connection.isAutoCommit();
    if (openAtServer && !transaction.isOpen()) {
      transaction.open();
    } else if (!openAtServer && transaction.isOpen()) {
      transaction.end();
    }
  }

  private static void forgetIfMoved(Transaction transaction, Work work) {
    if (MOVES_SESSION.matcher(work.sql()).find()) {
      transaction.stated(null);
    }
  }

  @Override
  public Mono<Void> begin(
      PhysicalConnection connection, Transaction transaction, @Nullable Namespace namespace) {
    return Mono.defer(
        () -> {
          String begin = beginText(transaction.open());
          transaction.stated(namespace);
          return run(connection, namespace == null ? begin : begin + "; " + prefix(namespace));
        });
  }

  private static String beginText(TransactionDefinition definition) {
    StringJoiner modes = new StringJoiner(", ", " ", "").setEmptyValue("");
    IsolationLevel isolation = definition.getAttribute(TransactionDefinition.ISOLATION_LEVEL);
    if (isolation != null) {
      modes.add("ISOLATION LEVEL " + isolation.asSql());
    }
    // READ WRITE is refused on a standby, and is the default elsewhere.
    if (Boolean.TRUE.equals(definition.getAttribute(TransactionDefinition.READ_ONLY))) {
      modes.add("READ ONLY");
    }
    Boolean deferrable = definition.getAttribute(DEFERRABLE);
    if (deferrable != null) {
      modes.add(deferrable ? "DEFERRABLE" : "NOT DEFERRABLE");
    }
    return "BEGIN" + modes;
  }

  /**
   * Sets the path for this transaction, and fails when the first schema is missing (3F000) or may
   * not be used (22012): a path alone would pass over it in silence. pg_temp stands last, or
   * temporary tables would hide the tenant's.
   */
  private static String prefix(Namespace namespace) {
    StringJoiner path = new StringJoiner(", ");
    namespace.tenant().ifPresent(tenant -> path.add('"' + tenant.value() + '"'));
    namespace.shared().forEach(shared -> path.add('"' + shared + '"'));
    path.add("pg_temp");
    return "SELECT set_config('search_path', '%s', true), 1/has_schema_privilege('%s', 'USAGE')::int"
        .formatted(path, namespace.first());
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

  /** As one simple query, which is one transaction. What was prepared stays: it is the driver's. */
  @Override
  public Mono<Void> reset(PhysicalConnection connection, boolean tenants) {
    return run(connection, tenants ? RESET + "; SET search_path = ''" : RESET);
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
    int count = 0;
    Matcher matcher = PARAMETER.matcher(SqlText.postgreSql(sql));
    while (matcher.find()) {
      count = Math.max(count, Integer.parseInt(matcher.group(1)));
    }
    return new Parameters(count, "$");
  }
}
