package dev.flexidb.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.family.Transaction;
import dev.flexidb.family.Work;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

@Isolated("turns the clock of all schedulers")
@DisplayName("F19: which statements run again, and how often")
class StatementRetryTest {

  private static final Duration DELAY = Duration.ofMillis(100);
  private final Throwable lost = new ConnectionLostException("app", new IOException("gone"));
  private final Throwable unknown =
      new CommitOutcomeUnknownException("app", false, new IOException("gone"));

  private final AtomicInteger runs = new AtomicInteger();

  private record Text(String sql) implements Work {
    @Override
    public boolean isText() {
      return true;
    }

    @Override
    public boolean isBound() {
      return false;
    }

    @Override
    public boolean runsOnce() {
      return true;
    }

    @Override
    public Publisher<? extends Result> executeOn(Connection connection, String before) {
      return Flux.empty();
    }

    @Override
    public Publisher<? extends Result> executeOn(Function<String, Statement> statements) {
      return Flux.empty();
    }
  }

  private static @Nullable Repeats repeats(StatementRetry retry, Context context, String sql) {
    return retry.forStatement(context, new Text(sql), new Transaction());
  }

  private Flux<Integer> failing(StatementRetry retry, Context context, Throwable error) {
    Flux<Integer> attempt =
        Flux.defer(
            () -> {
              runs.incrementAndGet();
              return Flux.error(error);
            });
    return Objects.requireNonNull(repeats(retry, context, "SELECT 1"))
        .repeated(attempt, () -> attempt);
  }

  private void expectRuns(int expected, StatementRetry retry, Context context, Throwable error) {
    runs.set(0);
    StepVerifier.withVirtualTime(() -> failing(retry, context, error))
        .thenAwait(Duration.ofHours(1))
        .verifyErrorSatisfies(told -> assertThat(told).isSameAs(error));
    assertThat(runs).hasValue(expected);
  }

  @Test
  void runsAsOftenAsItMay() {
    expectRuns(3, new StatementRetry(3, DELAY, 1), StatementRetry.idempotent(), lost);
  }

  @Test
  void waitsBetweenItsAttempts() {
    StepVerifier.withVirtualTime(
            () -> failing(new StatementRetry(2, DELAY, 1), StatementRetry.idempotent(), lost))
        .expectSubscription()
        .expectNoEvent(DELAY.dividedBy(2).minusMillis(1))
        .thenAwait(DELAY.plusMillis(1))
        .verifyError();
  }

  @Test
  void aCancelWhileItWaitsEndsIt() {
    StepVerifier.withVirtualTime(
            () -> failing(new StatementRetry(2, DELAY, 1), StatementRetry.idempotent(), lost))
        .expectSubscription()
        .thenAwait(DELAY.dividedBy(4))
        .thenCancel()
        .verify();
    assertThat(runs).hasValue(1);
  }

  @Test
  void anErrorOfTheStatementIsNoReason() {
    expectRuns(
        1,
        new StatementRetry(3, DELAY, 1),
        StatementRetry.idempotent(),
        new R2dbcBadGrammarException("no"));
  }

  @Test
  void whatMayHaveBeenKeptRunsAgainOnlyWhereItsCallerSaysSo() {
    StatementRetry retry = new StatementRetry(2, DELAY, 1);

    expectRuns(2, retry, StatementRetry.idempotent(), unknown);
    expectRuns(1, retry.ofReads(), Context.empty(), unknown);
    expectRuns(2, retry.ofReads(), Context.empty(), lost);
  }

  @Test
  void thatItMayHaveBeenKeptIsToldThoughALaterAttemptFailsOtherwise() {
    Repeats repeats =
        Objects.requireNonNull(
            repeats(new StatementRetry(2, DELAY, 1), StatementRetry.idempotent(), "DELETE FROM t"));
    StepVerifier.withVirtualTime(
            () -> repeats.repeated(Flux.error(unknown), () -> Flux.error(lost)))
        .thenAwait(DELAY.multipliedBy(2))
        .verifyErrorSatisfies(
            told -> assertThat(told).isSameAs(unknown).hasSuppressedException(lost));
  }

  @Test
  void aDeadlineThatLeavesNoTimeEndsIt() {
    StepVerifier.withVirtualTime(
            () ->
                failing(
                    new StatementRetry(2, DELAY, 1),
                    CallDeadline.in(StatementRetry.idempotent(), DELAY.dividedBy(4)),
                    lost))
        .verifyErrorSatisfies(told -> assertThat(told).isSameAs(lost));
    assertThat(runs).hasValue(1);
  }

  @Test
  void whatHasGivenSomethingIsNotRunAgain() {
    Repeats repeats =
        Objects.requireNonNull(
            repeats(new StatementRetry(2, DELAY, 1), StatementRetry.idempotent(), "SELECT 1"));
    Flux<Integer> attempt = Flux.just(1).concatWith(Flux.error(lost));

    repeats
        .repeated(attempt, () -> attempt)
        .as(StepVerifier::create)
        .expectNext(1)
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(lost));
  }

  /** 10 at first, and then one for each five: of 50 statements 20 run twice. */
  @Test
  void retriesAreAShareOfTheStatements() {
    StatementRetry retry = new StatementRetry(2, DELAY, 0.2);
    StepVerifier.withVirtualTime(
            () ->
                Flux.range(0, 50)
                    .concatMap(
                        i -> failing(retry, StatementRetry.idempotent(), lost).onErrorComplete()))
        .thenAwait(Duration.ofHours(1))
        .verifyComplete();

    assertThat(runs).hasValue(50 + 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALL pay(1)",
        "SELECT 1; DELETE FROM item",
        "CREATE TABLE t (id int)",
        "/* note */ SELECT 1",
        "BEGIN"
      })
  void whatIsNotPlainlyOneStatementRunsOnce(String sql) {
    assertThat(repeats(new StatementRetry(2, DELAY, 1), StatementRetry.idempotent(), sql)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        " select 1;\n",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "DELETE FROM t"
      })
  void whatIsOneStatementMayRunAgain(String sql) {
    assertThat(repeats(new StatementRetry(2, DELAY, 1), StatementRetry.idempotent(), sql))
        .isNotNull();
  }

  @Test
  void nothingRunsAgainInATransactionOrWithoutTheMark() {
    StatementRetry retry = new StatementRetry(2, DELAY, 1);
    Transaction transaction = new Transaction();
    transaction.request(Transaction.definition(Map.of()));

    assertThat(retry.forStatement(StatementRetry.idempotent(), new Text("SELECT 1"), transaction))
        .isNull();
    assertThat(repeats(retry, Context.empty(), "SELECT 1")).isNull();
  }
}
