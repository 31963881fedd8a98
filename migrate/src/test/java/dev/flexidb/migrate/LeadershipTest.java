package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.MigrationEvent.Applied;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** One leads for as long as something is done, and no longer. */
@WithServer(DatabaseKind.POSTGRESQL)
class LeadershipTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Who gives up before it leads leaves neither a lock nor a connection behind. */
  @Test
  void aCancelBeforeTheLeadLeavesNoLock(TestDatabase database) throws Exception {
    Worker worker = new Worker(1);
    try (TestFleet fleet = new TestFleet(database);
        Site site = new Site(TestFleet.NAME, fleet.config())) {
      CountDownLatch gate = new CountDownLatch(1);
      worker.call(() -> await(gate)).subscribe();
      Disposable waiting =
          new Leadership(worker, site, "tenant", PATIENCE)
              .during(under -> Flux.never())
              .subscribe();
      waiting.dispose();
      gate.countDown();

      // The only thread does what was asked of it in its order.
      worker.call(() -> true).block();
      assertThat(isFree(site)).isTrue();
    } finally {
      worker.close();
    }
  }

  /** Who gives up leads on until what is in hand has ended; nothing else is begun. */
  @Test
  void aCancelKeepsTheLeadForWhatIsInHand(TestDatabase database) throws Exception {
    Worker worker = new Worker(8);
    try (TestFleet fleet = new TestFleet(database);
        Site site = new Site(TestFleet.NAME, fleet.config())) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(1);
      Disposable work =
          new Leadership(worker, site, "tenant", PATIENCE)
              .during(
                  under ->
                      under
                          .call(
                              () -> {
                                begun.countDown();
                                return await(gate);
                              })
                          .doFinally(signal -> ended.countDown())
                          .concatWith(under.call(() -> true)))
              .subscribe();
      await(begun);
      work.dispose();
      worker.call(() -> true).block();
      assertThat(isFree(site)).isFalse();

      gate.countDown();
      await(ended);
      assertThat(
              new Leadership(worker, site, "tenant", PATIENCE)
                  .during(under -> Flux.just(1))
                  .blockLast())
          .isEqualTo(1);
      assertThat(isFree(site)).isTrue();
    } finally {
      worker.close();
    }
  }

  /** A lock that comes when it is not wanted any more is free at once. */
  @Test
  void whatIsOverIsNotTaken(TestDatabase database) throws SQLException {
    try (TestFleet fleet = new TestFleet(database);
        Site site = new Site(TestFleet.NAME, fleet.config())) {
      Lead lead = new Lead(site, "tenant");
      lead.over();

      assertThat(lead.take()).isFalse();
      assertThat(lead.begins()).isFalse();
      assertThat(isFree(site)).isTrue();
    }
  }

  private static boolean await(CountDownLatch latch) throws InterruptedException {
    return latch.await(10, java.util.concurrent.TimeUnit.SECONDS);
  }

  private static boolean isFree(Site site) throws SQLException {
    String lock = "flexidb/%s/tenant".formatted(site.home());
    try (Connection other = site.connection()) {
      boolean free = site.dialect().tryLead(other, lock);
      if (free) {
        site.dialect().stopLeading(other, lock);
      }
      return free;
    }
  }

  /** A node that thinks it leads, too, does not have what is in hand forgotten. */
  @Test
  void whatOthersForgetIsWrittenDownAgain(TestDatabase database) {
    try (TestFleet fleet = new TestFleet(database)) {
      fleet.tenant("V1__items.sql", FleetContract.ITEMS).create("a");
      fleet.sources(
          fleet
              .sources()
              .withCallbacks(
                  new BaseCallback() {
                    @Override
                    public boolean supports(Event event, Context context) {
                      return event == Event.AFTER_EACH_MIGRATE;
                    }

                    @Override
                    public void handle(Event event, Context context) {
                      reconcile(fleet);
                    }
                  }));

      assertThat(only(fleet.migrate("a"), Applied.class)).hasSize(1);

      assertThat(fleet.ask("SELECT version || state FROM flexidb_ledger"))
          .containsExactly("1APPLIED");
    }
  }

  private static void reconcile(TestFleet fleet) {
    try (Site site = new Site(TestFleet.NAME, fleet.config())) {
      MigrationSet set = new MigrationSet(site, fleet.sources(), "tenant");
      new Reconciliation(site, set, new Ledger(site.dialect(), site.home())).ofAll();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Two domains may come to make the ledger at the same time. */
  @Test
  void theLedgerIsMadeOnceByTwo(TestDatabase database) throws Exception {
    Worker worker = new Worker(1);
    try (TestFleet fleet = new TestFleet(database);
        Site site = new Site(TestFleet.NAME, fleet.config());
        Connection first = fleet.connect()) {
      Ledger ledger = new Ledger(site.dialect(), site.home());
      first.setAutoCommit(false);
      ledger.create(first);
      var second =
          worker
              .<Boolean>call(
                  () ->
                      site.with(
                          connection -> {
                            ledger.create(connection);
                            return true;
                          }))
              .toFuture();
      while (fleet.ask("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").isEmpty()) {
        Thread.onSpinWait();
      }
      first.commit();

      assertThat(second.get(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    } finally {
      worker.close();
    }
  }
}
