package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.TenantSwitch;
import dev.flexidb.embedded.Cut;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.Direction;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.CommitOutcomeUnknownException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S12: who sees the end of a write knows that it is kept. */
@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlCommitTest implements Contract {

  private static final String RETURNING =
      "INSERT INTO item (id, owner) VALUES (60, 'new') RETURNING owner";
  private static final String BOUND =
      "INSERT INTO item (id, owner) VALUES ($1, 'new') RETURNING owner";

  @Test
  @DisplayName("S12: the row that first() takes of INSERT ... RETURNING is kept")
  void keepsRowTakenFirst(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (int i = 1; i <= 50; i++) {
        int id = 100 + i;
        String text = "INSERT INTO item VALUES (" + -id + ", 'new') RETURNING owner";
        StepVerifier.create(
                Mono.zip(
                        tenants.query(BOUND, id).next(),
                        tenants.query(text).take(1).single(),
                        (x, y) -> x + y)
                    .contextWrite(withSchema(tenants.a)))
            .expectNext("newnew")
            .verifyComplete();
        assertThat(tenants.count(tenants.a)).isEqualTo(3 + 2L * i);
      }
    }
  }

  @Test
  @DisplayName("S12: a commit that fails is told instead of the last row")
  void tellsFailedCommit(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      deferConstraint(tenants);
      for (Flux<?> write :
          List.of(
              tenants.query(BOUND, 60),
              tenants.query(BOUND, 60).take(1),
              tenants.query(RETURNING),
              tenants.query(RETURNING).take(1),
              tenants.with(c -> TwoTenants.update(c, RETURNING)),
              tenants.with(c -> TwoTenants.update(c, RETURNING.replace(" RETURNING owner", ""))),
              tenants.with(
                  c ->
                      c.beginTransaction()
                          .thenMany(TwoTenants.strings(c, BOUND, 60))
                          .then(c.commitTransaction())))) {
        StepVerifier.create(write.contextWrite(withSchema(tenants.a)))
            .verifyError(R2dbcDataIntegrityViolationException.class);
      }
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      tenants.assertHealthy();
    }
  }

  private static void deferConstraint(TwoTenants tenants) {
    tenants.database.execute(
        "ALTER TABLE %s.item ADD other int DEFAULT 0".formatted(tenants.a),
        "UPDATE %s.item SET other = id".formatted(tenants.a),
        "ALTER TABLE %s.item ADD FOREIGN KEY (other) REFERENCES %s.item DEFERRABLE INITIALLY DEFERRED"
            .formatted(tenants.a, tenants.a));
  }

  @Test
  @DisplayName("S12: the commit of a transaction that failed is a rollback, and says so")
  void saysThatCommitRolledBack(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Mono<Void> work =
          tenants
              .with(
                  c ->
                      c.beginTransaction()
                          .then(TwoTenants.update(c, "SELECT 1/0"))
                          .onErrorComplete(R2dbcException.class)
                          .then(c.commitTransaction()))
              .then();
      StepVerifier.create(work.contextWrite(withSchema(tenants.a)))
          .verifyError(R2dbcRollbackException.class);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: a write is unknown until the server has said all that it takes")
  void doesNotKnowBeforeTheServerIsReady(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants =
            tenants(
                database,
                proxy.r2dbcUrl(database.name()),
                3,
                config -> config.withCircuitBreaker(LostAnswerContract.NEVER_OPEN))) {
      String plain = RETURNING.replace(" RETURNING owner", "");
      for (String done : List.of("INSERT 0 1\0", "INSERT 0 1\0Z", "COMMIT\0")) {
        Mono<Void> write =
            done.startsWith("INSERT")
                ? tenants.with(c -> TwoTenants.update(c, plain)).then()
                : tenants
                    .with(
                        c ->
                            c.beginTransaction()
                                .then(TwoTenants.update(c, plain))
                                .then(c.commitTransaction()))
                    .then();
        proxy.cutOnce(Cut.before(Direction.TO_CLIENT, done));
        StepVerifier.create(write.contextWrite(withSchema(tenants.a)))
            .verifyError(CommitOutcomeUnknownException.class);
        assertThat(tenants.count(tenants.a)).as(done).isEqualTo(4);
        database.execute("DELETE FROM %s.item WHERE id = 60".formatted(tenants.a));
      }
      // The implicit transaction of a bound statement ends at its Sync, behind "INSERT 0 1".
      List<Cut> cuts =
          way() == TenantSwitch.PIPELINED
              ? List.of(Cut.before(Direction.TO_CLIENT, "COMMIT\0"))
              : List.of(
                  Cut.before(Direction.TO_CLIENT, "INSERT 0 1\0"),
                  Cut.behind(Direction.TO_CLIENT, "INSERT 0 1\0"));
      for (Cut cut : cuts) {
        proxy.cutOnce(cut);
        StepVerifier.create(tenants.query(BOUND, 60).contextWrite(withSchema(tenants.a)))
            .verifyError(CommitOutcomeUnknownException.class);
        assertThat(tenants.count(tenants.a)).as(cut.toString()).isEqualTo(4);
        database.execute("DELETE FROM %s.item WHERE id = 60".formatted(tenants.a));
      }
      tenants.assertHealthy();
    }
  }
}
