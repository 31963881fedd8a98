package dev.flexidb.benchmarks.claims;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.benchmarks.runner.Gauge;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Where the cases of a claim run: a database full of tenants, and the pools that lead there. One
 * thread sets it up and ends it.
 */
public final class Site {

  /** Rows of each tenant. */
  public static final int KEYS = Schemas.KEYS;

  private static final String NAME = "tenants";

  private final TestDatabase database;
  private final Schemas schemas;
  private final @Nullable FaultProxy proxy;
  private final List<Mono<Void>> closing = new ArrayList<>();

  private Site(TestDatabase database, Schemas schemas, @Nullable FaultProxy proxy) {
    this.database = database;
    this.schemas = schemas;
    this.proxy = proxy;
  }

  /** A new database with so many tenants; blocks. */
  public static Site open(DatabaseServer server, Link link, int tenants) {
    TestDatabase database = server.createDatabase();
    Schemas schemas = Schemas.create(database, tenants);
    return new Site(database, schemas, link.isDirect() ? null : proxy(server, link));
  }

  private static FaultProxy proxy(DatabaseServer server, Link link) {
    FaultProxy proxy = FaultProxy.to(server);
    proxy.delay(link.eachWay());
    return proxy;
  }

  /** Where the database is, through the proxy if there is one. */
  String url() {
    return proxy == null ? database.r2dbcUrl() : proxy.r2dbcUrl(database.name());
  }

  Schemas schemas() {
    return schemas;
  }

  /** A pool of the driver's connections. */
  ConnectionPool pool() {
    return pool(Map.of());
  }

  /** The same with options of the driver. */
  ConnectionPool pool(Map<String, Object> driverOptions) {
    ConnectionPool pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(ConnectionFactories.get(options(driverOptions)))
                .initialSize(PoolConfig.DEFAULTS.initialSize())
                .maxSize(PoolConfig.DEFAULTS.maxSize())
                .build());
    closing.add(pool.disposeLater());
    return pool;
  }

  /** Our database, with a schema for each tenant and defaults for all else. */
  Database ours() {
    return ours(Map.of());
  }

  /** The same with options of the driver. */
  Database ours(Map<String, Object> driverOptions) {
    ReactiveFlexiDb flexi =
        ReactiveFlexiDb.builder()
            .database(
                NAME,
                DatabaseConfig.of(options(driverOptions)).withTenancy(Tenancy.schemaPerTenant()))
            .build();
    closing.add(flexi.close());
    return flexi.get(NAME);
  }

  private ConnectionFactoryOptions options(Map<String, Object> driverOptions) {
    ConnectionFactoryOptions.Builder options = ConnectionFactoryOptions.parse(url()).mutate();
    driverOptions.forEach((name, value) -> options.option(Option.valueOf(name), value));
    return options.build();
  }

  /** Does this before the tenants are dropped. */
  void closing(Mono<Void> end) {
    closing.add(end);
  }

  /** What besides speed can be seen from here. */
  public List<Gauge> gauges() {
    List<Gauge> gauges = new ArrayList<>();
    FaultProxy between = proxy;
    gauges.add(
        Gauge.ofNanos(
            between == null ? "client CPU µs" : "client and proxy CPU µs", Machine::cpuNanos));
    DatabaseServer server = database.server();
    if (server.isControllable()) {
      gauges.add(Gauge.ofNanos("server CPU µs", () -> Machine.cpuNanos(server.pid())));
    }
    if (between != null) {
      gauges.add(new Gauge("round trips", () -> between.traffic().roundTrips(), 1));
    }
    return gauges;
  }

  /** The server's product and version. */
  public Mono<String> version() {
    return Mono.usingWhen(
        ConnectionFactories.get(url()).create(),
        connection ->
            Mono.fromSupplier(
                () ->
                    "%s %s"
                        .formatted(
                            connection.getMetadata().getDatabaseProductName(),
                            connection.getMetadata().getDatabaseVersion())),
        connection -> connection.close());
  }

  /** Closes the pools and drops the tenants. */
  public Mono<Void> close() {
    return Flux.concat(closing)
        .then(Mono.<Void>fromRunnable(this::end).subscribeOn(Schedulers.boundedElastic()));
  }

  private void end() {
    if (proxy != null) {
      proxy.close();
    }
    schemas.drop();
    database.close();
  }
}
