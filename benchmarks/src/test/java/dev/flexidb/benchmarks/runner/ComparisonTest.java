package dev.flexidb.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ComparisonTest {

  private static final Load ONE = load(1);
  private static final Case NOTHING = new Case("nothing", (tenant, key) -> Mono.empty());

  private static Load load(long operations) {
    return new Load(4, 3, 5, operations, Duration.ofSeconds(30));
  }

  private static Comparison compare(List<Case> cases, Load load, int warmUps, int turns) {
    return Objects.requireNonNull(Comparison.of(cases, load, List.of(), warmUps, turns).block());
  }

  @Test
  void measuresTheCasesInTurns() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Case a = new Case("a", (tenant, key) -> Mono.fromRunnable(() -> order.add("a")));
    Case b = new Case("b", (tenant, key) -> Mono.fromRunnable(() -> order.add("b")));

    compare(List.of(a, b), ONE, 1, 2);

    assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
  }

  @Test
  void doesNotCountTheTurnsToWarmUp() {
    Comparison comparison = compare(List.of(NOTHING), load(7), 3, 2);

    assertThat(comparison.turns()).hasSize(2);
    assertThat(comparison.operations()).isEqualTo(14);
  }

  @Test
  void keepsAsManyInFlightAsAsked() {
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Case slow =
        new Case(
            "slow",
            (tenant, key) ->
                Mono.delay(Duration.ofMillis(5))
                    .doOnSubscribe(
                        s -> most.accumulateAndGet(inFlight.incrementAndGet(), Math::max))
                    .doOnTerminate(inFlight::decrementAndGet)
                    .then());

    compare(List.of(slow), load(12), 0, 1);

    assertThat(most).hasValue(4);
  }

  @Test
  void asksEachCaseForTheSameTenantsAndKeys() {
    List<String> a = Collections.synchronizedList(new ArrayList<>());
    List<String> b = Collections.synchronizedList(new ArrayList<>());

    compare(List.of(noting(a), noting(b)), load(50), 0, 1);

    assertThat(a).hasSize(50).isEqualTo(b);
    assertThat(a).contains("0 0", "2 4").allMatch(pick -> pick.matches("[0-2] [0-4]"));
  }

  private static Case noting(List<String> picks) {
    return new Case(
        "noting", (tenant, key) -> Mono.fromRunnable(() -> picks.add(tenant + " " + key)));
  }

  @Test
  void endsWithTheFirstOperationThatFails() {
    Case failing =
        new Case("failing", (tenant, key) -> Mono.error(new IllegalStateException("wrong row")));

    Comparison.of(List.of(NOTHING, failing), load(7), List.of(), 0, 1)
        .as(StepVerifier::create)
        .verifyErrorMessage("wrong row");
  }

  @Test
  void beginsNothingWhenTheTimeIsOver() {
    Comparison comparison =
        compare(List.of(NOTHING), new Load(4, 3, 5, Long.MAX_VALUE, Duration.ofMillis(20)), 0, 1);

    assertThat(comparison.operations()).isPositive();
  }

  @Test
  void tellsAGaugesGrowthForOneOperation() {
    AtomicLong counter = new AtomicLong();
    Case counting =
        new Case("counting", (tenant, key) -> Mono.fromRunnable(() -> counter.addAndGet(3_000)));
    Gauge gauge = Gauge.ofNanos("µs", counter::get);

    Comparison comparison =
        Objects.requireNonNull(
            Comparison.of(List.of(counting), load(10), List.of(gauge), 0, 1).block());

    assertThat(comparison.turns().get(0).get(0).costs()).containsExactly(3.0);
  }

  @Test
  void comparesWithTheBaselineOfTheSameTurn() {
    Comparison comparison =
        new Comparison(
            List.of(NOTHING, NOTHING),
            List.of(),
            List.of(
                List.of(round(100), round(50)),
                List.of(round(1_000), round(900)),
                List.of(round(10), round(6))));

    assertThat(comparison.share(1)).isEqualTo(new Spread(0.5, 0.6, 0.9));
  }

  @Test
  void isATableWithTheBaselineFirst() {
    Comparison comparison =
        new Comparison(
            List.of(NOTHING, new Case("half", NOTHING.operation())),
            List.of(new Gauge("trips", () -> 0, 1)),
            List.of(List.of(round(4_000), round(2_000))));

    assertThat(comparison.toMarkdown())
        .isEqualTo(
            """
            | case | ops/s | share of the baseline | p50 ms | p99 ms | trips |
            | --- | ---: | ---: | ---: | ---: | ---: |
            | nothing | 4,000 | 1 | 1.50 | 2.50 | 3.00 |
            | half | 2,000 | 0.50 (0.50..0.50) | 1.50 | 2.50 | 3.00 |
            """);
  }

  private static Round round(double perSecond) {
    return new Round(1, perSecond, 1.5, 2.5, List.of(3.0));
  }
}
