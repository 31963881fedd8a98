package dev.flexidb;

import dev.flexidb.batch.BatchOptions;
import dev.flexidb.batch.BatchResult;
import dev.flexidb.batch.Middleware;
import dev.flexidb.batch.Outcome;
import dev.flexidb.error.DuplicateDatabaseException;
import dev.flexidb.error.UnknownDatabaseException;
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
 * when the JVM shuts down.
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

  private final Databases databases;
  private final Groups groups;
  private final Batches batches;
  private final ShutdownHook shutdownHook;
  private final Mono<Void> close;

  private ReactiveFlexiDb(Map<String, Database> databases) {
    this.databases = new Databases(databases);
    this.groups = new Groups(databases.keySet());
    this.batches = new Batches(databases.keySet(), this::get);
    this.shutdownHook = new ShutdownHook(this::close);
    this.close =
        Mono.defer(this.databases::close).doFinally(signal -> shutdownHook.remove()).cache();
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

  /**
   * Whether each database answers, asked in parallel, each within the timeout of its {@link
   * HealthCheckConfig}. Never an error. A pool that is full says nothing against its server: that
   * is asked on a connection beside it.
   */
  public Mono<Map<String, Boolean>> health() {
    return databases.health(list());
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
   * Closes all databases: idle connections at once, those in use when they are given back. New work
   * fails with {@link dev.flexidb.error.ClosedException}. Closing again does nothing more.
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

    private Builder() {}

    /**
     * Names a database.
     *
     * @throws DuplicateDatabaseException at once, if the name is taken
     */
    public Builder database(String name, DatabaseConfig config) {
      Names.require("database", name);
      Settings.given(
          "the config of database \"" + name + "\"", config, "one, such as DatabaseConfig.of(url)");
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

    /**
     * Builds it; nothing is opened yet, and nothing is left behind where it fails.
     *
     * @throws dev.flexidb.error.InvalidConfigurationException if a database cannot work as
     *     configured
     */
    public ReactiveFlexiDb build() {
      Map<String, Database> databases = new LinkedHashMap<>();
      Listeners told = new Listeners(listeners);
      try {
        configs.forEach(
            (name, config) -> databases.put(name, new Database(new Backend(name, config, told))));
        return new ReactiveFlexiDb(databases);
      } catch (RuntimeException | Error unfit) {
        // Their pools have timers, which would run on for ever.
        new Databases(databases).close().subscribe(done -> {}, alreadyGone -> {});
        throw unfit;
      }
    }
  }
}
