package dev.flexidb.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
class ExamplesTest {

  @Test
  void theTenantStaysInATransactionHoweverItEnds(TestDatabase database) {
    assertLines(
        TenantInTransaction.run(database.r2dbcUrl()),
        "committed: bluebird_books has 1",
        "to be rolled back: harbor_coffee has 1",
        "rolled back by a DuplicateKeyException",
        "bluebird_books has 1",
        "harbor_coffee has 0");
  }

  @Test
  void middlewareLogsEveryAnswerAndTheCacheSparesAQuery(TestDatabase database) {
    List<String> log = new CopyOnWriteArrayList<>();
    assertLines(
        MiddlewareAroundDatabases.run(database.r2dbcUrl(), log::add),
        "bluebird_books has 2 orders (queries sent: 1)",
        "harbor_coffee has 5 orders (queries sent: 1)",
        "bluebird_books has 2 orders (queries sent: 0)");
    assertThat(log)
        .containsExactly(
            "log: bluebird_books asks orders for 'orders': 2",
            "log: harbor_coffee asks orders for 'orders': 5",
            "log: bluebird_books asks orders for 'orders': 2");
  }

  @Test
  void groupsTellWhatTheServiceCanLiveWithout(
      TestDatabase orders, @WithServer(DatabaseKind.MARIADB) TestDatabase analytics) {
    assertLines(
        GroupsAndHealth.run(orders.r2dbcUrl(), analytics.r2dbcUrl()),
        "all: {orders=true, analytics=true, archive=false}",
        "shop: {orders=true, analytics=true}, ready",
        "reports: {analytics=true, archive=false}, not ready",
        "typo: unknown group \"shops\"; known are \"reports\", \"shop\"; define it with group(\"...\", names)");
  }

  @Test
  void jooqStaysInTheTenantOfItsView(TestDatabase database) {
    assertLines(
        JooqWithTenants.run(database.r2dbcUrl()),
        "bluebird_books has 2 orders",
        "harbor_coffee has 5 orders");
  }

  @Test
  void entitiesLandInTheTenantOfTheContext(TestDatabase database) {
    assertLines(
        EntitiesWithTenants.run(database.r2dbcUrl()),
        "saved Purchase[id=1, item=a novel]",
        "saved Purchase[id=1, item=an espresso]",
        "found Purchase[id=1, item=a novel]",
        "found Purchase[id=1, item=an espresso]");
  }

  @Test
  void aNewVersionReachesAHundredTenantsAndGoesBack(TestDatabase database, @TempDir Path files) {
    assertLines(
        HundredTenants.run(database.r2dbcUrl(), files),
        "100 tenants made",
        "tenant_042 failed: database \"orders\", schema \"tenant_042\", domain \"tenant\": "
            + "V2__one_of_each.sql, line 1: ERROR: could not create unique index "
            + "\"purchase_item_key\" (23505); nothing of it was kept",
        "99 changed, 0 left alone, 1 failed",
        "1 changed, 99 left alone, 0 failed",
        "200 purchases in all",
        "100 changed, 0 left alone, 0 failed");
  }

  private static void assertLines(Flux<String> run, String... expected) {
    StepVerifier.create(run).expectNext(expected).verifyComplete();
  }
}
