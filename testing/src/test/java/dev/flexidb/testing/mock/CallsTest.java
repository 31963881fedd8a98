package dev.flexidb.testing.mock;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.Tenancy;
import dev.flexidb.testing.TenantStepVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallsTest {

  private final MockFlexiDb mock =
      MockFlexiDb.builder().database("user", Tenancy.schemaPerTenant()).build();

  @AfterEach
  void close() {
    mock.close();
  }

  @Test
  void tellsWhatWasAskedWhereSomethingElseWasExpected() {
    mock.on("user").whenAnything().updates(1);
    TenantStepVerifier.create(
            mock.db()
                .get("user")
                .sql("DELETE FROM users WHERE id = :id")
                .bind("id", 7)
                .fetch()
                .rowsUpdated(),
            "acme")
        .expectNext(1L)
        .verifyComplete();
    mock.calls().of("DELETE FROM users WHERE id = ?").assertCount(1);
    assertThatThrownBy(
            () -> mock.calls().to("user").in("umbrella").matching("^DELETE").assertCount(1))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "expected 1 calls to \"user\" in umbrella matching /^DELETE/, but there were 0; asked was"
                + " \n  user in acme: DELETE FROM users WHERE id = $1 [7]");
  }

  @Test
  void tellsThatNothingWasAsked() {
    assertThatThrownBy(() -> mock.calls().of("SELECT 1").assertCount(2))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected 2 calls of \"SELECT 1\", but there were 0; asked was nothing");
  }
}
