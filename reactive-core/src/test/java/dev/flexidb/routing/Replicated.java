package dev.flexidb.routing;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.Access;
import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.DatabaseStats;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.ReplicasConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.Replica;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * A primary and its replica, each behind a proxy, with the tenants {@link #a} and {@link #b}, each
 * with a table {@code item(id, owner)} whose rows name it.
 */
final class Replicated implements AutoCloseable {

  /** More than the drivers fetch ahead. */
  static final int ROWS = 1_000;

  final DatabaseServer primary;
  final Replica replica;
  final FaultProxy toPrimary;
  final FaultProxy toReplica;

  /** A second way to the same replica. */
  final FaultProxy again;

  final TestDatabase database;
  final String a;
  final String b;

  Replicated(DatabaseKind kind) {
    primary = DatabaseServers.start(kind);
    database = primary.createDatabase();
    replica = primary.replica();
    toPrimary = FaultProxy.to(primary);
    toReplica = FaultProxy.to(replica);
    again = FaultProxy.to(replica);
    a = create("a");
    b = create("b");
    replica.awaitCaughtUp();
  }

  String create(String tenant) {
    String schema = database.name() + "_" + tenant;
    String values =
        IntStream.rangeClosed(1, ROWS)
            .mapToObj(id -> "(" + id + ", '" + schema + "')")
            .collect(Collectors.joining(", "));
    database.execute(
        "CREATE SCHEMA " + schema,
        "CREATE TABLE " + schema + ".item (id int PRIMARY KEY, owner varchar(64) NOT NULL)",
        "INSERT INTO " + schema + ".item VALUES " + values);
    return schema;
  }

  boolean isPostgreSql() {
    return primary.kind() == DatabaseKind.POSTGRESQL;
  }

  String marker() {
    return isPostgreSql() ? "$1" : "?";
  }

  /** In the clear, so that the proxy sees what is said. */
  String url(FaultProxy proxy) {
    String inTheClear = primary.kind() == DatabaseKind.MYSQL ? "?sslMode=DISABLED" : "";
    return proxy.r2dbcUrl(database.name()) + inTheClear;
  }

  ReplicasConfig one() {
    return ReplicasConfig.of(url(toReplica));
  }

  ReplicasConfig two() {
    return ReplicasConfig.of(url(toReplica), url(again));
  }

  Opened over(ReplicasConfig replicas) {
    return over(replicas, config -> config);
  }

  Opened over(ReplicasConfig replicas, UnaryOperator<DatabaseConfig> change) {
    return new Opened(
        ReactiveFlexiDb.builder().database("app", change.apply(config(replicas))).build(), this);
  }

  DatabaseConfig config(ReplicasConfig replicas) {
    return DatabaseConfig.of(url(toPrimary))
        .withPool(PoolConfig.DEFAULTS.withMaxSize(2))
        .withTenancy(Tenancy.schemaPerTenant())
        .withReplicas(replicas);
  }

  /** All is as it was before a test. */
  void heal() {
    for (FaultProxy proxy : new FaultProxy[] {toPrimary, toReplica, again}) {
      proxy.heal();
    }
    replica.start();
    replica.resumeReplay();
    replica.awaitCaughtUp();
  }

  @Override
  public void close() {
    toPrimary.close();
    toReplica.close();
    again.close();
    replica.close();
    primary.close();
  }

  /** A ReactiveFlexiDb over it. */
  record Opened(ReactiveFlexiDb db, Replicated servers) implements AutoCloseable {

    Database write() {
      return db.get("app");
    }

    Database read() {
      return db.get("app", Access.READ);
    }

    /** Which server answers: its port. */
    Mono<Integer> where(Database view) {
      String port = servers.isPostgreSql() ? "inet_server_port()" : "@@port";
      return view.sql("SELECT " + port)
          .map(row -> Objects.requireNonNull(row.get(0, Integer.class)))
          .one()
          .contextWrite(inA());
    }

    /** As {@link #where}; a driver may learn only now that its connections are lost. */
    Mono<Integer> whereOnceLost(Database view) {
      return where(view).retry(3);
    }

    int replica() {
      return servers.replica.port();
    }

    int primary() {
      return servers.primary.port();
    }

    Context inA() {
      return withSchema(servers.a);
    }

    /** A row more, in the Context's tenant. */
    Mono<Long> insert(Database view, int id) {
      return view.sql("INSERT INTO item (id, owner) VALUES (:id, 'new')")
          .bind("id", id)
          .fetch()
          .rowsUpdated();
    }

    Mono<Long> count(Database view, int id) {
      return view.sql("SELECT count(*) FROM item WHERE id = :id")
          .bind("id", id)
          .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
          .one();
    }

    Mono<Void> delete(int id) {
      return write()
          .sql("DELETE FROM item WHERE id = :id")
          .bind("id", id)
          .then()
          .contextWrite(inA());
    }

    Flux<String> owners(Database view) {
      return view.sql("SELECT owner FROM item WHERE id > :id")
          .bind("id", 0)
          .mapValue(String.class)
          .all();
    }

    /** Completes when every connection is back: one whose session is reset takes a moment. */
    Mono<Integer> nothingHeld() {
      return Mono.fromSupplier(this::held)
          .filter(held -> held == 0)
          .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(20)).take(250));
    }

    private int held() {
      return stats().activeConnections()
          + stats().replicas().values().stream().mapToInt(DatabaseStats::activeConnections).sum();
    }

    DatabaseStats stats() {
      return Objects.requireNonNull(db.stats().get("app"));
    }

    DatabaseStats statsOf(FaultProxy proxy) {
      Map<String, DatabaseStats> replicas = stats().replicas();
      return Objects.requireNonNull(replicas.get("127.0.0.1:" + proxy.port()));
    }

    @Override
    public void close() {
      db.close().block(Duration.ofSeconds(20));
    }
  }
}
