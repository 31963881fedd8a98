package dev.flexidb;

import dev.flexidb.connection.ConnectionContext;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** What all views of one database share: its server, and where its tenants live. */
final class Backend {

  private final String name;
  private final DatabaseConfig config;
  private final ConnectionFactoryMetadata metadata;
  private final DatabaseFamily family;
  private final Namespaces namespaces;
  private final Server primary;

  Backend(String name, DatabaseConfig config, Listeners listeners) {
    this.name = name;
    this.config = config;
    ConnectionFactory driver = config.origin().factory();
    this.metadata = driver.getMetadata();
    this.family = DatabaseFamily.of(metadata.getName());
    this.namespaces = Namespaces.of(name, config, family);
    this.primary = new Server(name, config.origin(), driver, family, config, listeners);
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
    return new ConnectionContext(
        name,
        family,
        primary.source(),
        primary.guard(),
        chosen,
        config.pool().maxTenants(),
        config.pool().drainTimeout(),
        Limits.ofStatement(config.statementTimeout()),
        outsideTransaction);
  }

  Mono<Void> connect() {
    return primary.connect();
  }

  /** Whether the server answers within the limit of its health check; never an error. */
  Mono<Boolean> isHealthy() {
    return primary.isHealthy();
  }

  DatabaseStats stats() {
    return primary.stats();
  }

  Mono<Void> close() {
    return primary.close();
  }
}
