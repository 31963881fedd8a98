package dev.flexidb.connection;

import static dev.flexidb.Idempotent.idempotent;
import static dev.flexidb.connection.SegmentsContract.TWICE;
import static dev.flexidb.connection.SegmentsContract.read;
import static dev.flexidb.connection.SegmentsContract.segments;
import static dev.flexidb.connection.SegmentsContract.withoutMessages;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectionLostException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What PostgreSQL tells in segments: a text is one transaction, and notices are no errors. */
@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlSegmentsTest implements Contract {

  private static final String UNDONE = "INSERT INTO item VALUES (60, 'new'); " + TWICE;

  @Test
  @DisplayName("S12: who filters errors out is told where a write that it has seen is undone")
  void tellsThatAWriteIsUndone(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      StepVerifier.create(read(tenants, UNDONE, result -> withoutMessages(result).getRowsUpdated()))
          .expectNext(1L)
          .verifyError(R2dbcDataIntegrityViolationException.class);
      StepVerifier.create(
              read(tenants, UNDONE + "; SELECT 1", result -> segments(withoutMessages(result))))
          .expectNext(1L)
          .verifyError(R2dbcDataIntegrityViolationException.class);
      StepVerifier.create(read(tenants, UNDONE, SegmentsContract::segments))
          .expectNext(1L)
          .expectNextMatches(R2dbcDataIntegrityViolationException.class::isInstance)
          .verifyComplete();
      assertThat(tenants.stats().failedQueries()).isEqualTo(3);
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: Results that are read at once say of an undone write what the error says")
  void tellsReadersOfAllResults(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      StepVerifier.create(
              atOnce(
                  tenants, UNDONE, result -> Flux.from(withoutMessages(result).getRowsUpdated())))
          .verifyError(R2dbcDataIntegrityViolationException.class);
      StepVerifier.create(atOnce(tenants, UNDONE, result -> Flux.from(segments(result))))
          .expectNext(1L)
          .expectNextMatches(R2dbcDataIntegrityViolationException.class::isInstance)
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(3);

      createLate(tenants);
      String late = "INSERT INTO item VALUES (60, 'new'); INSERT INTO late VALUES (1) RETURNING id";
      StepVerifier.create(atOnce(tenants, late, result -> Flux.from(segments(result)).take(1)))
          .as("nobody sees the error of the COMMIT behind the row")
          .expectNext("row")
          .verifyError(R2dbcDataIntegrityViolationException.class);
    }
  }

  private static void createLate(TwoTenants tenants) {
    tenants.database.execute(
        "CREATE TABLE %s.late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)".formatted(tenants.a),
        "INSERT INTO %s.late VALUES (1)".formatted(tenants.a));
  }

  private static <T> Flux<T> atOnce(
      TwoTenants tenants, String sql, Function<Result, Flux<T>> reading) {
    return tenants
        .<T>with(c -> Flux.from(c.createStatement(sql).execute()).flatMap(reading))
        .contextWrite(withSchema(tenants.a));
  }

  @Test
  @DisplayName("S12: rows of a write that its COMMIT undoes are not told as kept")
  void tellsNoRowThatItsCommitUndoes(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      createLate(tenants);
      StepVerifier.create(
              read(
                  tenants,
                  "INSERT INTO late VALUES (1) RETURNING id",
                  result -> withoutMessages(result).map(row -> "row")))
          .as("its only row is held until the COMMIT")
          .verifyComplete();
      StepVerifier.create(
              read(
                  tenants,
                  "INSERT INTO late VALUES (2), (1) RETURNING id",
                  result -> withoutMessages(result).map(row -> "row")))
          .expectNext("row")
          .verifyError(R2dbcDataIntegrityViolationException.class);
      StepVerifier.create(
              read(
                  tenants,
                  "INSERT INTO late VALUES (2), (1) RETURNING id",
                  SegmentsContract::segments))
          .expectNext("row", "row")
          .expectNextMatches(R2dbcDataIntegrityViolationException.class::isInstance)
          .verifyComplete();
    }
  }

  @Test
  @DisplayName("F14: who filters errors out of a read has the rows before it")
  void tellsTheRowsBeforeAnErrorOfARead(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      StepVerifier.create(
              read(
                  tenants,
                  "SELECT 1 / (3 - id) FROM generate_series(1, 4) id",
                  result -> withoutMessages(result).map(row -> "row")))
          .expectNext("row", "row")
          .verifyComplete();
      assertThat(tenants.stats().failedQueries()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("F14: a notice is no error, whatever its SQLSTATE")
  void countsNoNotice(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (String level : new String[] {"NOTICE", "WARNING"}) {
        String sql = "DO $$ BEGIN RAISE %s 'only said' USING ERRCODE = '22012'; END $$";
        StepVerifier.create(read(tenants, sql.formatted(level), SegmentsContract::segments))
            .expectNextMatches(
                said -> said instanceof R2dbcException told && "22012".equals(told.getSqlState()))
            .verifyComplete();
        StepVerifier.create(
                read(tenants, sql.formatted(level), result -> segments(withoutMessages(result))))
            .verifyComplete();
      }
      assertThat(tenants.stats().failedQueries()).isZero();
    }
  }

  @Test
  @DisplayName("F14: a session that ends is told as lost, and its statement runs again if marked")
  void tellsThatASessionEnds(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String sequence = tenants.a + ".tries";
      database.execute("CREATE SEQUENCE " + sequence);
      String endsOnce =
          "SELECT 1 WHERE CASE WHEN nextval('tries') = 1"
              + " THEN pg_terminate_backend(pg_backend_pid()) AND pg_sleep(10)::text IS NULL"
              + " ELSE true END";
      StepVerifier.create(
              read(tenants, endsOnce, SegmentsContract::segments).contextWrite(idempotent()))
          .expectNext("row", 1L)
          .verifyComplete();

      database.execute("ALTER SEQUENCE " + sequence + " RESTART");
      StepVerifier.create(read(tenants, endsOnce, SegmentsContract::segments))
          .verifyErrorMatches(
              error ->
                  error instanceof ConnectionLostException
                      || error instanceof CommitOutcomeUnknownException);
      assertThat(tenants.stats().failedQueries()).isEqualTo(2);
      tenants.assertHealthy();
    }
  }
}
