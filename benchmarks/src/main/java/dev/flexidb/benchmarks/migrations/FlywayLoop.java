package dev.flexidb.benchmarks.migrations;

import com.zaxxer.hikari.HikariDataSource;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** What people do: Flyway for one schema after the other, on some threads; blocks. */
public final class FlywayLoop implements AutoCloseable {

  private static final int CONNECTIONS_EACH = 3;

  private final HikariDataSource pool = new HikariDataSource();
  private final MigrationFiles files;
  private final int threads;

  /** On this database, on so many threads, which share a pool. */
  public FlywayLoop(TestDatabase database, MigrationFiles files, int threads) {
    this.files = files;
    this.threads = threads;
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.server().username());
    pool.setPassword(database.server().password());
    pool.setMaximumPoolSize(threads * CONNECTIONS_EACH + 1);
  }

  /** Migrates all of these, making those that are missing, and tells how long that took. */
  public Duration migrate(List<String> schemas) {
    long began = System.nanoTime();
    applied(schemas);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The same, and tells how many migrations that were. */
  public int applied(List<String> schemas) {
    int applied = 0;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Integer>> work =
          schemas.stream().<Callable<Integer>>map(schema -> () -> migrated(schema)).toList();
      for (Future<Integer> done : executor.invokeAll(work)) {
        applied += done.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      executor.shutdown();
    }
    return applied;
  }

  /** The same, on one thread, by a URL alone: Flyway opens connections of its own each time. */
  public Duration migrateByUrl(List<String> schemas) {
    long began = System.nanoTime();
    FluentConfiguration byUrl =
        Flyway.configure().dataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    schemas.forEach(schema -> migrated(Flyway.configure().configuration(byUrl), schema));
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private int migrated(String schema) {
    return migrated(Flyway.configure().dataSource(pool), schema);
  }

  private int migrated(FluentConfiguration configuration, String schema) {
    return configuration
        .locations("filesystem:" + files.tenants())
        .table("flyway_history_tenant")
        .defaultSchema(schema)
        .load()
        .migrate()
        .migrationsExecuted;
  }

  @Override
  public void close() {
    pool.close();
  }
}
