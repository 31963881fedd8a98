package dev.flexidb;

import dev.flexidb.connection.ConnectionContext;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
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

/** What all views of one database share: its server, and where its tenants live. */
final class Backend {

  private final String name;
  private final ConnectionFactoryMetadata metadata;
  private final DatabaseFamily family;
  private final Namespaces namespaces;
  private final Listeners listeners;
  private volatile Server primary;

  /** Servers that are not the database's any more, or not yet. */
  private final Set<Server> others = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  Backend(String name, DatabaseConfig config, Listeners listeners) {
    this.name = name;
    ConnectionFactory driver = config.origin().factory();
    this.metadata = driver.getMetadata();
    this.family = DatabaseFamily.of(metadata.getName());
    this.namespaces = Namespaces.of(name, config, family);
    this.listeners = listeners;
    this.primary = server(driver, config);
  }

  private Server server(ConnectionFactory driver, DatabaseConfig config) {
    return new Server(name, config.origin(), driver, family, config, listeners);
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
      Function<ContextView, @Nullable Namespace> chosen, boolean outsideTransaction) {
    Server server = primary;
    DatabaseConfig config = server.config();
    return new ConnectionContext(
        name,
        family,
        server.source(),
        server.guard(),
        chosen,
        config.pool().maxTenants(),
        config.pool().drainTimeout(),
        Limits.ofStatement(config.statementTimeout()),
        server.statementRetry(),
        outsideTransaction);
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
    return Mono.defer(() -> primary.connect());
  }

  /** Whether the server answers within the limit of its health check; never an error. */
  Mono<Boolean> isHealthy() {
    return Mono.defer(() -> primary.isHealthy());
  }

  DatabaseStats stats() {
    return primary.stats();
  }

  /**
   * Connects as this config says and then takes its connections from there. Completes when the work
   * in progress on the old ones has ended and they are closed; where it cannot connect nothing has
   * changed.
   */
  Mono<Void> replace(DatabaseConfig config) {
    return Mono.fromCallable(() -> another(config))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(server -> server.connect().thenReturn(server).onErrorResume(e -> drop(server, e)))
        .flatMap(this::replaceBy);
  }

  private Server another(DatabaseConfig config) {
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
    Server server = server(driver, config);
    others.add(server);
    return server;
  }

  /** Whoever holds a view of the database stands where its tenants were when it was made. */
  private boolean keepsTenants(DatabaseConfig config) {
    DatabaseConfig current = primary.config();
    return config.tenancy().equals(current.tenancy())
        && (config.tenancy() instanceof Tenancy.None
            || family
                .defaultShared(config.origin().options())
                .equals(family.defaultShared(current.origin().options())));
  }

  private Mono<Server> drop(Server server, Throwable why) {
    return closed(server, Duration.ZERO).then(Mono.error(why));
  }

  private Mono<Void> replaceBy(Server server) {
    Server old = swap(server);
    if (closed) {
      return closed(server, Duration.ZERO).then(Mono.error(new ClosedException(name)));
    }
    return old.replaceBy(server).doFinally(done -> others.remove(old));
  }

  private synchronized Server swap(Server server) {
    Server old = primary;
    // Before it is replaced, so that close() comes upon it here or there.
    others.add(old);
    primary = server;
    others.remove(server);
    return old;
  }

  private Mono<Void> closed(Server server, Duration grace) {
    return server.close(grace).doFinally(done -> others.remove(server));
  }

  /**
   * Takes no new work, and closes when the work in progress has ended or the time is over, on all
   * of its servers.
   */
  Mono<Void> close(Duration grace) {
    return Mono.defer(
        () -> {
          closed = true;
          return Flux.just(primary)
              .concatWith(Flux.fromIterable(others))
              .flatMapDelayError(server -> server.close(grace), Integer.MAX_VALUE, 1)
              .then();
        });
  }
}
