package dev.flexidb;

import dev.flexidb.batch.BatchOptions;
import dev.flexidb.batch.BatchResult;
import dev.flexidb.batch.Middleware;
import dev.flexidb.batch.Outcome;
import dev.flexidb.error.DuplicateDatabaseException;
import dev.flexidb.error.UnknownDatabaseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * The databases of a service, by name. Thread-safe.
 *
 * <p>Nothing is opened before it is needed, or {@link #connect()} asks for it. It closes itself
 * when the JVM shuts down, unless {@link Builder#closeOnShutdown} says otherwise.
 *
 * <pre>{@code
 * ReactiveFlexiDb db = ReactiveFlexiDb.builder()
 *     .database("user", DatabaseConfig.of("r2dbc:postgresql://app:secret@localhost/users")
 *         .withTenancy(Tenancy.schemaPerTenant()))
 *     .database("analytics", DatabaseConfig.of("r2dbc:mysql://app:secret@localhost/events"))
 *     .build();
 * }</pre>
 */
public final class ReactiveFlexiDb {

  /** How long closing connections may take, beyond the work on them. */
  private static final Duration TO_CLOSE = Duration.ofSeconds(5);

  private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  private final Databases databases;
  private final Duration closeGrace;
  private final Groups groups;
  private final Batches batches;
  private final Mono<Void> close;

  private ReactiveFlexiDb(Databases databases, Duration closeGrace, boolean closeOnShutdown) {
    this.databases = databases;
    this.closeGrace = closeGrace;
    this.groups = new Groups(databases);
    this.batches = new Batches(databases);
    Mono<Void> closed = databases.close(closeGrace);
    if (closeOnShutdown) {
      ShutdownHook hook = new ShutdownHook(this::close, closeGrace.plus(TO_CLOSE));
      closed = closed.doFinally(signal -> hook.remove());
    }
    this.close = closed.cache();
  }

  /** Begins to name databases. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Connects to all databases now, each with its retries, and for as long as these need. Completes
   * when all are connected; errors with the first failure once every database was tried, the
   * others' as suppressed. A database that was given up is looked for again.
   */
  public Mono<Void> connect() {
    return databases.connect();
  }

  /**
   * The database of this name.
   *
   * @throws UnknownDatabaseException at once, naming the known ones
   */
  public Database get(String name) {
    return databases.get(name);
  }

  /**
   * The database of this name, for what the access says. A {@link Access#READ} view goes to a
   * replica where there are some, and is held read-only by the server wherever it runs: a write
   * through it is an error (25006). In a transaction of the database both views are that
   * transaction's, and they share one transaction manager.
   *
   * @throws UnknownDatabaseException at once, naming the known ones
   */
  public Database get(String name, Access access) {
    Settings.given("access", access, "Access.READ or Access.WRITE");
    Database database = get(name);
    return access == Access.READ ? database.reading() : database;
  }

  /**
   * Registers a database while others are in use: connects, with its retries, and lists it once
   * that is done. The name is taken from the subscription on; where it fails it is free again, and
   * nothing is left behind. A cancel does not stop it.
   *
   * <p>Errors with {@link DuplicateDatabaseException} if the name is taken, {@link
   * dev.flexidb.error.InvalidConfigurationException} if it cannot work as configured, what
   * connecting failed with, or {@link dev.flexidb.error.ClosedException}.
   *
   * @throws dev.flexidb.error.InvalidConfigurationException at once, if the name is not allowed
   */
  public Mono<Database> register(String name, DatabaseConfig config) {
    requireNameAndConfig(name, config);
    return databases.register(name, config);
  }

  /**
   * As {@link #register}, where the name is free; else the database that has it, whatever its
   * config. Of many callers at once the first one's config counts, one pool is made, and all share
   * what comes of it.
   */
  public Mono<Database> registerIfAbsent(String name, DatabaseConfig config) {
    requireNameAndConfig(name, config);
    return databases.registerIfAbsent(name, config);
  }

  /** As {@link #unregister(String, Duration)}, with the time of {@link Builder#closeGrace}. */
  public Mono<Void> unregister(String name) {
    return unregister(name, closeGrace);
  }

  /**
   * Takes a database off the list, its groups and its own middleware with it, and closes it. New
   * work on it, and work that waits for a connection, fails at once with {@link
   * dev.flexidb.error.ClosedException}. Work in progress goes on; what has not ended in time fails
   * with {@link dev.flexidb.error.ClosedException}, or {@link
   * dev.flexidb.error.CommitOutcomeUnknownException} where it may have been kept, and its
   * connections are closed. The name is free at once.
   *
   * <p>Completes when all its connections are closed. A cancel does not stop it. Errors with {@link
   * UnknownDatabaseException} if there is none of that name.
   *
   * @param drain how long work in progress may take, from zero to 365 days
   */
  public Mono<Void> unregister(String name, Duration drain) {
    Settings.upTo("drain", drain);
    return databases.unregister(
        name,
        drain,
        () -> {
          groups.forget(name);
          batches.forget(name);
        });
  }

  /**
   * Takes a database's connections from elsewhere from now on: another server, size or login. Who
   * holds the {@link Database} notices nothing: it connects first; then new work, and work that
   * waits for a connection, goes to the new pool, and work in progress ends on the old one, however
   * long it takes. The circuit breaker and the statistics begin anew.
   *
   * <p>Completes when the old pool is closed. A cancel does not stop it. Where it errors nothing
   * has changed: {@link UnknownDatabaseException}, what connecting failed with, or {@link
   * dev.flexidb.error.InvalidConfigurationException} if it is for another driver or has its tenants
   * elsewhere.
   */
  public Mono<Void> replace(String name, DatabaseConfig config) {
    requireNameAndConfig(name, config);
    return Mono.defer(() -> get(name).backend().replace(config).cache());
  }

  private static void requireNameAndConfig(String name, DatabaseConfig config) {
    Names.require("database", name);
    Settings.given(
        "the config of database \"" + name + "\"", config, "one, such as DatabaseConfig.of(url)");
  }

  /** The names, in the order of registration. */
  public List<String> list() {
    return databases.names();
  }

  /**
   * Names a group of databases; a group of that name is replaced.
   *
   * @throws UnknownDatabaseException at once, if one of them is not known
   */
  public ReactiveFlexiDb group(String group, Collection<String> names) {
    groups.define(group, names);
    return this;
  }

  /** The groups as they are now, by name, each with the names of its databases. */
  public Map<String, List<String>> groups() {
    return groups.all();
  }

  /**
   * Whether each database answers, asked in parallel, each within the timeout of its {@link
   * HealthCheckConfig}. Never an error. A pool that is full says nothing against its server: that
   * is asked on a connection beside it.
   */
  public Mono<Map<String, Boolean>> health() {
    return Mono.defer(() -> databases.health(list()));
  }

  /** As {@link #health()}, for one database; errors if there is none of that name. */
  public Mono<Boolean> health(String name) {
    return Mono.defer(() -> get(name).backend().isHealthy());
  }

  /** As {@link #health()}, for one group; errors if there is none of that name. */
  public Mono<Map<String, Boolean>> healthGroup(String group) {
    return Mono.defer(() -> databases.health(groups.namesIn(group)));
  }

  /** What is known of each database now. */
  public Map<String, DatabaseStats> stats() {
    return databases.stats();
  }

  /** Puts a middleware around the batch operations of every database, inside those before it. */
  public ReactiveFlexiDb use(Middleware middleware) {
    batches.use(middleware);
    return this;
  }

  /**
   * Puts a middleware around the batch operations of one database, inside all that stand around
   * every database.
   *
   * @throws UnknownDatabaseException at once, if it is not known
   */
  public ReactiveFlexiDb use(String name, Middleware middleware) {
    batches.use(name, middleware);
    return this;
  }

  /**
   * Asks many databases at once, each by its name. The first failure fails it with {@link
   * dev.flexidb.batch.BatchFailedException} and cancels the rest; an unknown name does so before
   * anything starts. The subscriber's Context, and so its tenant, reaches every operation.
   */
  public Mono<BatchResult> batch(
      Map<String, ? extends Function<? super Database, ? extends Publisher<?>>> operations) {
    return batch(BatchOptions.DEFAULTS, operations);
  }

  /**
   * As {@link #batch(Map)}, with a limit to what is in flight, and to the time of each operation.
   */
  public Mono<BatchResult> batch(
      BatchOptions options,
      Map<String, ? extends Function<? super Database, ? extends Publisher<?>>> operations) {
    return batches.all(operations, options);
  }

  /** As {@link #batch(Map)}, but always answers: with an outcome for each key. */
  public Mono<Map<String, Outcome<Object>>> batchSettled(
      Map<String, ? extends Function<? super Database, ? extends Publisher<?>>> operations) {
    return batchSettled(BatchOptions.DEFAULTS, operations);
  }

  /** As {@link #batchSettled(Map)}, with limits. */
  public Mono<Map<String, Outcome<Object>>> batchSettled(
      BatchOptions options,
      Map<String, ? extends Function<? super Database, ? extends Publisher<?>>> operations) {
    return batches.settled(operations, options);
  }

  /**
   * Closes all databases. New work, and work that waits for a connection, fails at once with {@link
   * dev.flexidb.error.ClosedException}. Work in progress has the time of {@link
   * Builder#closeGrace}; what has not ended by then is stopped at the server, fails with {@link
   * dev.flexidb.error.ClosedException}, or {@link dev.flexidb.error.CommitOutcomeUnknownException}
   * where it may have been kept, and its connections are closed.
   *
   * <p>Completes when no connection is left, and never errors. Closing again, or at the same time,
   * shares the first one's end. A cancel does not stop it.
   */
  public Mono<Void> close() {
    return close;
  }

  @Override
  public String toString() {
    return "ReactiveFlexiDb" + list();
  }

  /** Names databases, then builds. Not thread-safe. */
  public static final class Builder {

    private final Map<String, DatabaseConfig> configs = new LinkedHashMap<>();
    private final List<FlexiDbListener> listeners = new ArrayList<>();
    private final List<StatementObserver> observers = new ArrayList<>();
    private Duration closeGrace = CLOSE_GRACE;
    private boolean closeOnShutdown = true;

    private Builder() {}

    /**
     * Names a database.
     *
     * @throws DuplicateDatabaseException at once, if the name is taken
     */
    public Builder database(String name, DatabaseConfig config) {
      requireNameAndConfig(name, config);
      if (configs.putIfAbsent(name, config) != null) {
        throw new DuplicateDatabaseException(name);
      }
      return this;
    }

    /** Adds a listener, which is told what happens to every database. */
    public Builder listener(FlexiDbListener listener) {
      listeners.add(Settings.given("listener", listener, "a FlexiDbListener"));
      return this;
    }

    /** Adds an observer, which stands beside each statement of every database. */
    public Builder observer(StatementObserver observer) {
      observers.add(Settings.given("observer", observer, "a StatementObserver"));
      return this;
    }

    /**
     * How long work in progress may take when it closes, or when a database is unregistered: from
     * zero to 365 days, 5 seconds unless told.
     */
    public Builder closeGrace(Duration closeGrace) {
      Settings.upTo("closeGrace", closeGrace);
      this.closeGrace = closeGrace;
      return this;
    }

    /**
     * Whether it closes itself when the JVM shuts down, as it does unless told. Not where somebody
     * else closes it then, who knows what still needs it: all hooks of a JVM run at once.
     */
    public Builder closeOnShutdown(boolean closeOnShutdown) {
      this.closeOnShutdown = closeOnShutdown;
      return this;
    }

    /**
     * Builds it; nothing is opened yet, and nothing is left behind where it fails.
     *
     * @throws dev.flexidb.error.InvalidConfigurationException if a database cannot work as
     *     configured
     */
    public ReactiveFlexiDb build() {
      Map<String, Database> databases = new LinkedHashMap<>();
      Listeners told = new Listeners(listeners, observers);
      try {
        configs.forEach(
            (name, config) -> databases.put(name, new Database(new Backend(name, config, told))));
        return new ReactiveFlexiDb(new Databases(databases, told), closeGrace, closeOnShutdown);
      } catch (RuntimeException | Error unfit) {
        // Their pools have timers, which would run on for ever.
        new Databases(databases, told)
            .close(Duration.ZERO)
            .subscribe(done -> {}, alreadyGone -> {});
        throw unfit;
      }
    }
  }
}
