package dev.flexidb.benchmarks.torture;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A look into every schema, and at what the server is busy with, past whatever was tortured. */
final class Sweep {

  private final Ground ground;
  private final ConnectionFactory admin;

  final LongAdder foreign = new LongAdder();
  final LongAdder doubled = new LongAdder();
  final LongAdder undoneButThere = new LongAdder();
  private final Set<Long> seen = new HashSet<>();

  Sweep(Ground ground) {
    this.ground = ground;
    this.admin = ConnectionFactories.get(ground.database().r2dbcUrl());
  }

  /** Looks into all schemas, one after the other. */
  Mono<Sweep> schemas(Ledger ledger) {
    return Flux.fromIterable(ground.tenants())
        .concatMap(
            tenant ->
                rows("SELECT tenant, id FROM %s.item".formatted(tenant))
                    .doOnNext(row -> owner(tenant, row))
                    .thenMany(rows("SELECT tenant, id FROM %s.ledger".formatted(tenant)))
                    .doOnNext(
                        row -> {
                          owner(tenant, row);
                          entry(ledger, row.id());
                        }))
        .then(Mono.just(this));
  }

  private void owner(String tenant, Row row) {
    if (!row.tenant().equals(tenant)) {
      foreign.increment();
    }
  }

  private void entry(Ledger ledger, long id) {
    if (!seen.add(id)) {
      doubled.increment();
    }
    if (ledger.isUndone(id)) {
      undoneButThere.increment();
    }
  }

  long lost(Ledger ledger) {
    return ledger.kept().stream().filter(id -> !seen.contains(id)).count();
  }

  /** Transactions of the service that are open at the server. */
  Mono<Long> openTransactions() {
    return number(
        ground.isPostgreSql()
            ? """
              SELECT count(*) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"""
            : """
              SELECT count(*) FROM information_schema.innodb_trx t
              JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
              WHERE p.db LIKE '%s%%' AND p.id <> connection_id()"""
                .formatted(ground.database().name()));
  }

  /** Statements of the service that run at the server. */
  Mono<Long> runningStatements() {
    return number(
        ground.isPostgreSql()
            ? """
              SELECT count(*) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'"""
            : """
              SELECT count(*) FROM information_schema.processlist
              WHERE db LIKE '%s%%' AND id <> connection_id() AND command = 'Query'"""
                .formatted(ground.database().name()));
  }

  private Mono<Long> number(String sql) {
    return Flux.usingWhen(
            admin.create(),
            connection ->
                Flux.from(connection.createStatement(sql).execute())
                    .concatMap(
                        result ->
                            result.map(row -> Objects.requireNonNull(row.get(0, Long.class)))),
            Connection::close)
        .single();
  }

  private Flux<Row> rows(String sql) {
    return Flux.usingWhen(
        admin.create(),
        connection ->
            Flux.from(connection.createStatement(sql).execute())
                .concatMap(
                    result ->
                        result.map(
                            row ->
                                new Row(
                                    Objects.requireNonNull(row.get(0, String.class)),
                                    Objects.requireNonNull(row.get(1, Long.class))))),
        Connection::close);
  }

  private record Row(String tenant, long id) {}
}
