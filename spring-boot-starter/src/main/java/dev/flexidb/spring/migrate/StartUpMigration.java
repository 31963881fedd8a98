package dev.flexidb.spring.migrate;

import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.DatabaseLifecycle;
import dev.flexidb.spring.StartUp;
import java.util.Collection;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Migrates all databases, side by side, behind their opening and before a web server takes
 * requests. A tenant that fails within the failure budget is told in the log, and does not keep the
 * others from being served; anything else that is not migrated is an error.
 */
public final class StartUpMigration implements SmartLifecycle {

  private static final Log LOG = LogFactory.getLog(StartUpMigration.class);

  private final Migrator migrator;
  private final List<String> databases;
  private final List<String> tenantDomains;
  private final MigrationOptions options;
  private final boolean failFast;
  private volatile boolean running;

  StartUpMigration(
      Migrator migrator,
      Collection<String> databases,
      List<String> tenantDomains,
      MigrationOptions options,
      boolean failFast) {
    this.migrator = migrator;
    this.databases = List.copyOf(databases);
    this.tenantDomains = tenantDomains;
    this.options = options;
    this.failFast = failFast;
  }

  @Override
  public void start() {
    StartUp.await(
        Flux.fromIterable(databases).flatMap(this::migrate, Math.max(1, databases.size())).then());
    running = true;
  }

  private Mono<Void> migrate(String database) {
    MigrationLog told = new MigrationLog(tenantDomains);
    return migrator
        .migrate(MigrationScope.ALL.withDatabases(database), options)
        .doOnNext(told::tell)
        .then(Mono.defer(told::verdict))
        .onErrorResume(
            error -> !failFast && error instanceof ConnectFailedException,
            error -> {
              LOG.error("Not migrated, and the application starts without: " + error.getMessage());
              return Mono.empty();
            });
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return DatabaseLifecycle.PHASE + 1;
  }
}
