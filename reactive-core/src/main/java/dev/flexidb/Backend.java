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

/** What all views of one database share: its servers, and where its tenants live. */
final class Backend {

  private final String name;
  private final DatabaseConfig config;
  private final ConnectionFactoryMetadata metadata;
  private final DatabaseFamily family;
  private final Namespaces namespaces;
  private final Servers servers;

  Backend(String name, DatabaseConfig config) {
    this.name = name;
    this.config = config;
    ConnectionFactory driver = config.origin().factory();
    this.metadata = driver.getMetadata();
    this.family = DatabaseFamily.of(metadata.getName());
    this.namespaces = Namespaces.of(name, config, family);
    this.servers = new Servers(name, config, driver, family);
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
    return new ConnectionContext(
        name,
        family,
        servers.router(),
        chosen,
        config.pool().maxTenants(),
        config.pool().drainTimeout(),
        Limits.ofStatement(config.statementTimeout()),
        outsideTransaction,
        readOnly);
  }

  Mono<Void> connect() {
    return servers.connect();
  }

  /** Whether the primary answers within 2 seconds; never an error. */
  Mono<Boolean> isHealthy() {
    return servers.isHealthy();
  }

  DatabaseStats stats() {
    return servers.stats();
  }

  Mono<Void> close() {
    return servers.close();
  }
}
