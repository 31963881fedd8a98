package dev.flexidb.migrate;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.flexidb.Credentials;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.Origin;
import dev.flexidb.Tenancy;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** One database as migrations reach it: a small pool of its own. Thread-safe; its methods block. */
final class Site implements AutoCloseable {

  /** Flyway holds up to three connections for each schema that it works on, and one leads. */
  private static final int CONNECTIONS_EACH = 3;

  private static final int OTHERS = 2;

  /** Schemas that are made or dropped at once, each behind a lock that one connection holds. */
  static final int CHANGES = 4;

  private static final long IDLE_MILLIS = 10_000;

  /** What PostgreSQL says while it comes up. */
  private static final String STARTING = "57P03";

  private final String name;
  private final DatabaseConfig config;
  private final JdbcAddress address;
  private final Dialect dialect;
  private int atOnce = 1;
  private @Nullable HikariDataSource pool;
  private @Nullable String home;
  private boolean closed;

  /**
   * @throws InvalidConfigurationException if it has no JDBC URL
   */
  Site(String name, DatabaseConfig config) {
    this.name = name;
    this.config = config;
    this.address = JdbcAddress.of(name, config);
    this.dialect = Dialect.of(name, address.url());
  }

  String name() {
    return name;
  }

  Dialect dialect() {
    return dialect;
  }

  /** Makes room for this many schemas that are worked on at once. */
  synchronized void atOnce(int schemas) {
    atOnce = Math.max(atOnce, schemas);
    if (pool != null) {
      pool.setMaximumPoolSize(size());
    }
  }

  private int size() {
    return atOnce * CONNECTIONS_EACH + OTHERS + CHANGES * (CONNECTIONS_EACH + 1);
  }

  /** What is searched behind a tenant's schema. */
  List<String> shared() {
    return config.tenancy() instanceof Tenancy.SchemaPerTenant tenants
        ? tenants.sharedSchemas()
        : List.of();
  }

  boolean hasTenants() {
    return config.tenancy() instanceof Tenancy.SchemaPerTenant;
  }

  /** Whether migrations log in as somebody else than the service. */
  boolean hasLoginOfItsOwn() {
    return config.migration().credentials() != null;
  }

  /**
   * @throws SharedSchemaException if tenants share it
   */
  void requireNotShared(SchemaName schema) throws SQLException {
    if (schema.value().equals(home()) || shared().contains(schema.value())) {
      throw new SharedSchemaException(name, schema.value());
    }
  }

  /** Whom a tenant's statements run as; null for the service's login. */
  @Nullable String roleOf(SchemaName schema) {
    return config.tenancy() instanceof Tenancy.SchemaPerTenant tenants
            && !tenants.rolePattern().isEmpty()
        ? tenants.rolePattern().replace("{schema}", schema.value())
        : null;
  }

  /** The schema and, where the server searches more than one, what is searched behind it. */
  List<String> pathOf(String schema) {
    List<String> path = new ArrayList<>();
    path.add(schema);
    shared().stream().filter(other -> !other.equals(schema)).forEach(path::add);
    return path;
  }

  /** The schema of what tenants share, where the ledger is too. */
  String home() throws SQLException {
    String known = home;
    if (known == null) {
      known = shared().isEmpty() ? with(dialect::defaultHome) : shared().get(0);
      home = known;
    }
    return known;
  }

  /**
   * Does the work on a connection of the pool.
   *
   * @throws ConnectFailedException if there is none to be had
   */
  <T> T with(Sql.Work<T> work) throws SQLException {
    try (Connection connection = connection()) {
      return work.on(connection);
    }
  }

  /** As {@link #with}, for what gives nothing. */
  void run(Sql.Action action) throws SQLException {
    try (Connection connection = connection()) {
      action.on(connection);
    }
  }

  /**
   * As {@link #run}, on a connection that is closed behind it: whatever the work leaves in the
   * session, such as a temporary table, is for no other schema.
   */
  void alone(Sql.Action action) throws SQLException {
    run(
        connection -> {
          try {
            action.on(connection);
          } finally {
            pool().evictConnection(connection);
          }
        });
  }

  /** Closes a connection for good, whatever its session holds. */
  void drop(Connection connection) {
    try {
      pool().evictConnection(connection);
      connection.close();
    } catch (SQLException | IllegalStateException gone) {
      // It was closed with the pool, or by the server.
    }
  }

  /** A connection, which the caller closes. */
  Connection connection() throws SQLException {
    try {
      return pool().getConnection();
    } catch (SQLTransientConnectionException refused) {
      throw refused(refused);
    }
  }

  private ConnectFailedException refused(Exception refused) {
    Throwable cause = refused;
    while (cause.getCause() != null && !(cause.getCause() instanceof java.io.IOException)) {
      cause = cause.getCause();
    }
    return new ConnectFailedException(
        name, address.toString(), String.valueOf(cause.getMessage()), refused);
  }

  /**
   * For Flyway: sessions that search what is shared, and wait no longer than this for a lock. What
   * a script leaves in one goes with it.
   */
  DataSource forFlyway(Duration lockTimeout) {
    return new ConnectionsOnly() {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = Site.this.connection();
        try {
          for (String setting : dialect.session(shared(), lockTimeout)) {
            Sql.run(connection, setting);
          }
        } catch (SQLException failed) {
          drop(connection);
          throw failed;
        }
        return new LastUse(connection, pool()::evictConnection).connection();
      }
    };
  }

  /**
   * @throws ConnectFailedException at once, if the first connection of all is refused
   */
  private synchronized HikariDataSource pool() {
    if (closed) {
      throw new IllegalStateException(
          "the migrations of database \"%s\" are closed".formatted(name));
    }
    HikariDataSource open = pool;
    if (open == null) {
      HikariConfig settings = new HikariConfig();
      settings.setPoolName("flexidb-migrate-" + name);
      settings.setDataSource(source(new DriverSource(address, credentials())));
      settings.setMaximumPoolSize(size());
      settings.setMinimumIdle(0);
      settings.setIdleTimeout(IDLE_MILLIS);
      settings.setConnectionTimeout(config.pool().acquireTimeout().toMillis());
      settings.setInitializationFailTimeout(-1);
      open = new HikariDataSource(settings);
      pool = open;
    }
    return open;
  }

  /**
   * With its first connection: a pool tries again and again, in silence, also where the password is
   * wrong. A server that is about to start is waited for.
   */
  private DriverSource source(DriverSource source) {
    try {
      source.connectAhead();
    } catch (SQLException refused) {
      if (!STARTING.equals(refused.getSQLState())) {
        throw refused(refused);
      }
    }
    return source;
  }

  private Callable<Credentials> credentials() {
    Credentials given = config.migration().credentials();
    if (given != null) {
      return () -> given;
    }
    if (config.origin() instanceof Origin.Driver driver) {
      Supplier<? extends Publisher<Credentials>> supplier = driver.credentials();
      if (supplier != null) {
        return () ->
            Mono.from(supplier.get())
                .toFuture()
                .get(config.pool().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
      }
      Object user = driver.options().getValue(io.r2dbc.spi.ConnectionFactoryOptions.USER);
      Object password = driver.options().getValue(io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD);
      if (user != null) {
        Credentials own =
            new Credentials(user.toString(), password == null ? "" : password.toString());
        return () -> own;
      }
    }
    throw new InvalidConfigurationException(
        ("database \"%s\" has no user for its migrations; name one in its URL, or with"
                + " withMigration(MigrationConfig.as(user, password))")
            .formatted(name));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
