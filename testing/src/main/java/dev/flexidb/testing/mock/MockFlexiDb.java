package dev.flexidb.testing.mock;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.HealthCheckConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.ReconnectConfig;
import dev.flexidb.RetryConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.TenantSwitch;
import dev.flexidb.error.UnknownDatabaseException;
import dev.flexidb.testing.Product;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A {@link ReactiveFlexiDb} without servers, for unit tests. Thread-safe.
 *
 * <pre>{@code
 * MockFlexiDb mock = MockFlexiDb.builder().database("user", Tenancy.schemaPerTenant()).build();
 * mock.on("user").when("SELECT count(*) FROM users").returnsValue(2L);
 * new UserService(mock.db()).count().contextWrite(withSchema("acme"));
 * mock.calls().to("user").in("acme").assertCount(1);
 * }</pre>
 *
 * <p>It is the real thing over a driver that has no server: all databases are healthy, connecting
 * and closing have nothing to wait for, and batches, middleware, breakers, transactions, statistics
 * and the refusal of work without a tenant are those of a service. What is asked and has no answer
 * fails with {@link UnexpectedSqlException}. SQL is not understood: nothing is stored.
 */
public final class MockFlexiDb implements AutoCloseable {

  private final ReactiveFlexiDb db;
  private final Map<String, MockDatabase> databases;
  private final Recorder recorder;

  private MockFlexiDb(ReactiveFlexiDb db, Map<String, MockDatabase> databases, Recorder recorder) {
    this.db = db;
    this.databases = databases;
    this.recorder = recorder;
  }

  /** Begins to name databases. */
  public static Builder builder() {
    return new Builder();
  }

  /** What the code under test gets. */
  public ReactiveFlexiDb db() {
    return db;
  }

  /**
   * What the database of this name answers.
   *
   * @throws UnknownDatabaseException at once, naming the known ones
   */
  public MockDatabase on(String name) {
    MockDatabase database = databases.get(name);
    if (database == null) {
      throw new UnknownDatabaseException(name, databases.keySet());
    }
    return database;
  }

  /** What was asked until now. */
  public Calls calls() {
    return recorder.calls();
  }

  /** Forgets what was asked, and all answers. */
  public void reset() {
    recorder.forget();
    databases.values().forEach(MockDatabase::reset);
  }

  /** Closes the {@link #db()}, without waiting; closing again does nothing. */
  @Override
  public void close() {
    db.close().subscribe();
  }

  @Override
  public String toString() {
    return "MockFlexiDb" + db.list();
  }

  /** Names databases, then builds. Not thread-safe. */
  public static final class Builder {

    /** What {@code withoutSchema()} means where a URL would say it. */
    private static final String SHARED = "shared_by_all";

    private final ReactiveFlexiDb.Builder builder =
        ReactiveFlexiDb.builder().closeGrace(Duration.ZERO);
    private final Map<String, MockDatabase> databases = new LinkedHashMap<>();
    private final Recorder recorder = new Recorder();

    private Builder() {}

    /** A PostgreSQL without tenants. */
    public Builder database(String name) {
      return database(name, Tenancy.none());
    }

    /** A PostgreSQL. */
    public Builder database(String name, Tenancy tenancy) {
      return database(name, Product.POSTGRESQL, config -> config.withTenancy(tenancy));
    }

    /**
     * A database of this kind, configured as the service's. It begins with a config that neither
     * checks nor reconnects by itself, and tries nothing twice.
     *
     * @throws dev.flexidb.error.DuplicateDatabaseException at once, if the name is taken
     */
    public Builder database(
        String name, Product product, UnaryOperator<DatabaseConfig> configured) {
      MockDatabase database = new MockDatabase(name);
      Tenancy tenancy = configured.apply(over(database, product, Set.of())).tenancy();
      Tenancy told = told(product, tenancy);
      Set<String> shared =
          told instanceof Tenancy.SchemaPerTenant perTenant
              ? Set.copyOf(perTenant.sharedSchemas())
              : Set.of();
      builder.database(name, configured.apply(over(database, product, shared)).withTenancy(told));
      databases.put(name, database);
      return this;
    }

    private DatabaseConfig over(MockDatabase database, Product product, Set<String> shared) {
      return DatabaseConfig.of(new MockDriver(database, product, shared, recorder))
          .withRetry(RetryConfig.NONE)
          .withHealthCheck(HealthCheckConfig.NONE)
          .withReconnect(ReconnectConfig.NONE);
    }

    /** Said so that a driver which is none of PostgreSQL's can hear it. */
    private static Tenancy told(Product product, Tenancy tenancy) {
      if (!(tenancy instanceof Tenancy.SchemaPerTenant perTenant)) {
        return tenancy;
      }
      Tenancy.SchemaPerTenant audible = perTenant.switchedBy(TenantSwitch.PIPELINED);
      return product == Product.POSTGRESQL || !perTenant.sharedSchemas().isEmpty()
          ? audible
          : audible.sharedSchemas(SHARED);
    }

    /**
     * Builds it.
     *
     * @throws dev.flexidb.error.InvalidConfigurationException if a database cannot work as
     *     configured
     */
    public MockFlexiDb build() {
      return new MockFlexiDb(builder.build(), new LinkedHashMap<>(databases), recorder);
    }
  }
}
