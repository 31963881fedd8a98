package dev.flexidb;

import dev.flexidb.connection.ConnectionContext;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/** What all views of one database share: its servers, and where its tenants live. */
final class Backend {

  /** How long the directory of tenants may take once it has a connection. */
  private static final Duration OF_DIRECTORY = Duration.ofSeconds(5);

  private final String name;
  private final ConnectionFactoryMetadata metadata;
  private final DatabaseFamily family;
  private final Namespaces namespaces;
  private final Listeners listeners;
  private final @Nullable KnownTenants tenants;
  private volatile Servers servers;

  /** Those that are not the database's any more, or not yet. */
  private final Set<Servers> others = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  Backend(String name, DatabaseConfig config, Listeners listeners) {
    this.name = name;
    ConnectionFactory driver = config.origin().factory();
    this.metadata = driver.getMetadata();
    this.family = DatabaseFamily.of(metadata.getName());
    this.namespaces = Namespaces.of(name, config, family);
    this.listeners = listeners;
    this.servers = servers(driver, config);
    this.tenants = tenants(config);
  }

  /** Asked over a view of its own, which asks nobody itself. */
  private @Nullable KnownTenants tenants(DatabaseConfig config) {
    TenantDirectory directory =
        config.tenancy() instanceof Tenancy.SchemaPerTenant perTenant
            ? perTenant.directory()
            : null;
    return directory == null
        ? null
        : new KnownTenants(
            name,
            directory,
            () -> Database.shared(this).client(),
            config.pool().acquireTimeout().plus(OF_DIRECTORY));
  }

  Mono<Boolean> hasSchema(SchemaName schema) {
    return Database.shared(this)
        .sql(family.countOfSchemas())
        .bind("name", schema.value())
        .mapValue(Long.class)
        .one()
        .map(count -> count > 0)
        .contextWrite(subscriber -> OwnStatements.in(subscriber));
  }

  /** Null where no directory is kept of them. */
  @Nullable KnownTenants tenants() {
    return tenants;
  }

  private Servers servers(ConnectionFactory driver, DatabaseConfig config) {
    return new Servers(name, config, driver, family, listeners, this);
  }

  String name() {
    return name;
  }

  ConnectionFactoryMetadata metadata() {
    return metadata;
  }

  Namespaces namespaces() {
    return namespaces;
  }

  ConnectionContext connections(
      Function<ContextView, @Nullable Namespace> chosen,
      boolean outsideTransaction,
      boolean readOnly) {
    Servers current = servers;
    DatabaseConfig config = current.config();
    return new ConnectionContext(
        name,
        family,
        current.router(),
        chosen,
        config.pool().maxTenants(),
        config.pool().drainTimeout(),
        Limits.ofStatement(config.statementTimeout()),
        readOnly ? current.statementRetry().ofReads() : current.statementRetry(),
        outsideTransaction,
        readOnly);
  }

  /**
   * Whether the server gave a transaction up for the sake of another one, whoever passed its error
   * on.
   */
  boolean saysConflict(Throwable error) {
    for (Throwable told = error; told != null; told = told.getCause()) {
      if (told instanceof CommitOutcomeUnknownException) {
        return false;
      }
      if (told instanceof R2dbcException answer && family.saysConflict(answer)) {
        return true;
      }
    }
    return false;
  }

  Mono<Void> connect() {
    return Mono.defer(() -> servers.connect());
  }

  /** Whether the primary answers within the limit of its health check; never an error. */
  Mono<Boolean> isHealthy() {
    return Mono.defer(
        () -> {
          Servers asked = servers;
          // Those that are replaced meanwhile answer no more, which says nothing of the others.
          return asked
              .isHealthy()
              .flatMap(is -> is || asked == servers ? Mono.just(is) : isHealthy());
        });
  }

  DatabaseStats stats() {
    return servers.stats();
  }

  /**
   * Connects as this config says and then takes its connections from there. Completes when the work
   * in progress on the old ones has ended and they are closed; where it cannot connect nothing has
   * changed.
   */
  Mono<Void> replace(DatabaseConfig config) {
    return Mono.fromCallable(() -> another(config))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(next -> next.connect().thenReturn(next).onErrorResume(e -> drop(next, e)))
        .flatMap(this::replaceBy);
  }

  private Servers another(DatabaseConfig config) {
    ConnectionFactory driver = config.origin().factory();
    String product = driver.getMetadata().getName();
    if (!product.equals(metadata.getName())) {
      throw new InvalidConfigurationException(
          "database \"%s\" is reached by the driver for %s and cannot be replaced by one for %s;"
                  .formatted(name, metadata.getName(), product)
              + " unregister it, and register the other one");
    }
    if (!keepsTenants(config)) {
      throw new InvalidConfigurationException(
          "database \"%s\" cannot be replaced by one whose tenants live elsewhere; keep its tenancy"
                  .formatted(name)
              + " (where a tenant has a database, the URL's too), or unregister it");
    }
    Servers next = servers(driver, config);
    others.add(next);
    return next;
  }

  /** Whoever holds a view of the database stands where its tenants were when it was made. */
  private boolean keepsTenants(DatabaseConfig config) {
    DatabaseConfig current = servers.config();
    return config.tenancy().equals(current.tenancy())
        && (config.tenancy() instanceof Tenancy.None
            || family
                .defaultShared(config.origin().options())
                .equals(family.defaultShared(current.origin().options())));
  }

  private Mono<Servers> drop(Servers next, Throwable why) {
    return closed(next, Duration.ZERO).then(Mono.error(why));
  }

  private Mono<Void> replaceBy(Servers next) {
    Servers old = swap(next);
    if (closed) {
      return closed(next, Duration.ZERO).then(Mono.error(new ClosedException(name)));
    }
    return old.replaceBy(next).doFinally(done -> others.remove(old));
  }

  private synchronized Servers swap(Servers next) {
    Servers old = servers;
    // Before it is replaced, so that close() comes upon it here or there.
    others.add(old);
    servers = next;
    others.remove(next);
    return old;
  }

  private Mono<Void> closed(Servers next, Duration grace) {
    return next.close(grace).doFinally(done -> others.remove(next));
  }

  /**
   * Takes no new work, and closes when the work in progress has ended or the time is over, on all
   * of its servers.
   */
  Mono<Void> close(Duration grace) {
    return Mono.defer(
        () -> {
          closed = true;
          return Flux.just(servers)
              .concatWith(Flux.fromIterable(others))
              .flatMapDelayError(each -> each.close(grace), Integer.MAX_VALUE, 1)
              .then();
        });
  }
}
