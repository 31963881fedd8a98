package dev.flexidb.testing.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What it finds, and what it does not. */
interface TenantIsolationContract {

  /** Writes and reads as a service does, in the tenant of the Context. */
  private static Flux<String> placeAndRead(Database shop, String table, String marker) {
    return shop.sql("INSERT INTO " + table + " (item) VALUES (:item)")
        .bind("item", marker)
        .then()
        .thenMany(shop.sql("SELECT item FROM " + table).mapValue(String.class).all());
  }

  @Test
  default void workOfTheServiceIsKeptApart(ReactiveFlexiDb db, SchemaName one, SchemaName other) {
    TenantIsolation.assertThat(db)
        .between(one, other)
        .keepsApart(marker -> placeAndRead(db.get("shop"), "orders", marker));
  }

  @Test
  default void soIsThatOfOneDatabase(Database shop, SchemaName one, SchemaName other) {
    TenantIsolation.assertThat(shop)
        .runs(16)
        .atOnce(4)
        .between(one.value(), other.value())
        .keepsApart(marker -> placeAndRead(shop, "orders", marker));
  }

  /** SQL that names a schema is in it whoever asks. */
  @Test
  default void aNameOfOneTenantsSchemaIsFound(Database shop, SchemaName one, SchemaName other) {
    assertThatThrownBy(
            () ->
                TenantIsolation.assertThat(shop)
                    .between(one, other)
                    .keepsApart(marker -> placeAndRead(shop, one + ".orders", marker)))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "tenant %2$s was given what tenant %1$s wrote, in a run to its end: m\\w+x0"
                .formatted(one, other));
  }

  /** A cache whose keys have no tenant. */
  @Test
  default void whatIsKeptBetweenCallersIsFound(Database shop, SchemaName one, SchemaName other) {
    String[] cached = {"nothing"};
    assertThatThrownBy(
            () ->
                TenantIsolation.assertThat(shop)
                    .between(one, other)
                    .keepsApart(
                        marker ->
                            placeAndRead(shop, "orders", marker)
                                .doOnNext(item -> cached[0] = item)
                                .concatWith(Mono.fromSupplier(() -> "cached " + cached[0]))
                                .startWith(Mono.fromSupplier(() -> "cached " + cached[0]))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(" was given what tenant ")
        .hasMessageContaining(": cached m");
  }

  /** A tenant that is kept where all see it: right as long as nobody else runs. */
  @Test
  default void whatOnlyRunsAtOnceShowIsFound(Database shop, SchemaName one, SchemaName other) {
    SchemaName[] current = {one};
    assertThatThrownBy(
            () ->
                TenantIsolation.assertThat(shop)
                    .between(one, other)
                    .keepsApart(
                        marker ->
                            TenantContext.currentSchema()
                                .doOnNext(tenant -> current[0] = tenant)
                                .delayElement(Duration.ofMillis(1))
                                .flatMapMany(
                                    tenant ->
                                        placeAndRead(
                                            shop.forSchema(current[0]), "orders", marker))))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("tenant (%1$s|%2$s) was given what .*".formatted(one, other));
  }

  /** The tenant of whoever was on this thread last. */
  @Test
  @SuppressWarnings("ThreadLocalUsage") // It is the mistake that is to be found.
  default void whatAThreadKeepsIsFound(Database shop, SchemaName one, SchemaName other) {
    Scheduler threads = Schedulers.newParallel("callers", 2);
    ThreadLocal<SchemaName> current = new ThreadLocal<>();
    try {
      assertThatThrownBy(
              () ->
                  TenantIsolation.assertThat(shop)
                      .between(one, other)
                      .keepsApart(
                          marker ->
                              TenantContext.currentSchema()
                                  .publishOn(threads)
                                  .doOnNext(current::set)
                                  .publishOn(threads)
                                  .flatMapMany(
                                      tenant -> {
                                        SchemaName found = current.get();
                                        return placeAndRead(
                                            shop.forSchema(found == null ? tenant : found),
                                            "orders",
                                            marker);
                                      })))
          .isInstanceOf(AssertionError.class)
          .hasMessageMatching("tenant (%1$s|%2$s) was given what .*".formatted(one, other));
    } finally {
      threads.dispose();
    }
  }

  /** It is in the tenant of whoever asked for it first. */
  @Test
  default void aViewThatIsKeptIsFound(Database shop, SchemaName one, SchemaName other) {
    Mono<Database> kept = TenantContext.currentSchema().map(shop::forSchema).cache();
    assertThatThrownBy(
            () ->
                TenantIsolation.assertThat(shop)
                    .between(one, other)
                    .keepsApart(
                        marker -> kept.flatMapMany(view -> placeAndRead(view, "orders", marker))))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("tenant %s was given what tenant %s wrote".formatted(other, one));
  }

  /** It follows whoever uses it. */
  @Test
  default void aConnectionThatIsKeptIsNotBlamed(Database shop, SchemaName one, SchemaName other) {
    List<Connection> taken = new CopyOnWriteArrayList<>();
    Mono<? extends Connection> kept = Mono.from(shop.create()).doOnNext(taken::add).cache();
    try {
      TenantIsolation.assertThat(shop)
          .runs(16)
          .atOnce(2)
          .between(one, other)
          .keepsApart(marker -> kept.flatMapMany(on -> placeAndReadOn(on, marker)));
    } finally {
      Flux.fromIterable(taken).flatMap(Connection::close).blockLast(Duration.ofSeconds(10));
    }
  }

  private static Flux<String> placeAndReadOn(Connection connection, String marker) {
    return Flux.from(
            connection.createStatement("INSERT INTO orders VALUES ('" + marker + "')").execute())
        .concatMap(Result::getRowsUpdated)
        .thenMany(
            Flux.from(connection.createStatement("SELECT item FROM orders").execute())
                .concatMap(result -> result.map(row -> row.get(0, String.class))));
  }

  /** Rows of its own in the other's schema, read by nobody but the other. */
  @Test
  default void whatIsWrittenToTheOtherIsFound(Database shop, SchemaName one, SchemaName other) {
    assertThatThrownBy(
            () ->
                TenantIsolation.assertThat(shop)
                    .between(one, other)
                    .keepsApart(
                        marker ->
                            placeAndRead(shop, "orders", marker)
                                .concatWith(
                                    shop.forSchema(other)
                                        .sql("INSERT INTO orders (item) VALUES (:item)")
                                        .bind("item", marker)
                                        .then()
                                        .then(Mono.empty()))))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("tenant %s was given what tenant %s wrote".formatted(other, one));
  }

  /** A cache by tenant, a transaction and a savepoint of its own, another thread, a view. */
  @Test
  default void whatIsRightIsNotBlamed(Database shop, SchemaName one, SchemaName other) {
    Map<SchemaName, String> cached = new ConcurrentHashMap<>();
    TenantIsolation.assertThat(shop)
        .between(one, other)
        .keepsApart(
            marker ->
                TenantContext.currentSchema()
                    .publishOn(Schedulers.parallel())
                    .flatMapMany(
                        tenant ->
                            shop.inTransaction(client -> placeAndRead(shop, "orders", marker))
                                .doOnNext(item -> cached.put(tenant, item))
                                .concatWith(
                                    shop.forSchema(tenant)
                                        .sql("SELECT item FROM orders")
                                        .mapValue(String.class)
                                        .all())
                                .concatWith(Mono.fromSupplier(() -> cached.get(tenant)))));
  }

  @Test
  default void workThatShowsNothingIsRefused(Database shop, SchemaName one, SchemaName other) {
    assertThatThrownBy(
            () ->
                TenantIsolation.assertThat(shop)
                    .between(one, other)
                    .keepsApart(marker -> placeAndRead(shop, "orders", "always the same")))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "the work never gave its own marker in tenant %s, so nothing is shown; let it write the marker and then give what it reads"
                .formatted(one));
  }

  @Test
  default void workThatFailsIsTold(Database shop, SchemaName one, SchemaName other) {
    assertThatThrownBy(
            () ->
                TenantIsolation.assertThat(shop)
                    .between(one, other)
                    .keepsApart(marker -> placeAndRead(shop, "no_such_table", marker)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "the work failed in tenant %s, in a run to its end: ".formatted(one))
        .hasCauseInstanceOf(RuntimeException.class);
  }

  @Test
  default void workThatDoesNotEndIsTold(Database shop, SchemaName one, SchemaName other) {
    assertThatThrownBy(
            () ->
                TenantIsolation.assertThat(shop)
                    .within(Duration.ofMillis(50))
                    .between(one, other)
                    .keepsApart(marker -> Mono.never()))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "the work did not end within PT0.05S; raise within(..), or see what it waits for");
  }

  /** Of ten runs in a tenant four are rolled back, and two cancelled behind what they wrote. */
  @Test
  default void someRunsAreRolledBack(Database shop, SchemaName one, SchemaName other) {
    Set<String> markers = ConcurrentHashMap.newKeySet();
    TenantIsolation.assertThat(shop)
        .runs(16)
        .between(one, other)
        .keepsApart(
            marker -> {
              markers.add(marker);
              return placeAndRead(shop, "orders", marker);
            });
    Long kept =
        shop.forSchema(one)
            .sql("SELECT count(*) FROM orders")
            .mapValue(Long.class)
            .one()
            .block(Duration.ofSeconds(10));
    // A cancel may come before the work has begun.
    assertThat(markers).hasSizeBetween(16, 20);
    assertThat(kept).isBetween(4L, 6L);
  }
}
