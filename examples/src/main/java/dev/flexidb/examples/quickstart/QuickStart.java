package dev.flexidb.examples.quickstart;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.Backoff;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.RetryConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.batch.BatchResult;
import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.examples.quickstart.Figures.Sales;
import dev.flexidb.examples.quickstart.Figures.Traffic;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What does it do? Two shops ask two databases at once, each sees its own figures, and a third
 * database that is down harms nobody.
 */
public final class QuickStart {

  private static final int REPEATS = 100;
  private static final int AT_ONCE = 16;

  private final ReactiveFlexiDb db;
  private final PrintStream out;
  private final Timings timings = new Timings();

  private QuickStart(ReactiveFlexiDb db, PrintStream out) {
    this.db = db.use(timings);
    this.out = out;
  }

  /** Exits with 0 if every figure was the right one. */
  public static void main(String[] args) {
    PrintStream out = System.out;
    boolean right;
    try (Servers servers = Servers.start(out)) {
      right = Boolean.TRUE.equals(run(servers.urls(), out).block());
    }
    long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
    out.printf(
        Locale.ROOT,
        "%n%s %.1f s from the start of the JVM to this line.%n",
        right ? "Every figure was the right one." : "WRONG: see above.",
        uptime / 1e3);
    System.exit(right ? 0 : 1);
  }

  /**
   * Runs it against these databases, whose users may create schemas, and removes what it made.
   * Whether every figure was the right one; errors if it could not be found out.
   */
  static Mono<Boolean> run(Urls urls, PrintStream out) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> open(urls)), db -> run(db, out), ReactiveFlexiDb::close);
  }

  static Mono<Boolean> run(ReactiveFlexiDb db, PrintStream out) {
    return new QuickStart(db, out).tell();
  }

  static ReactiveFlexiDb open(Urls urls) {
    return ReactiveFlexiDb.builder()
        .database("orders", database(urls.orders()))
        .database("analytics", database(urls.analytics()))
        .database("billing", database(urls.billing()))
        .build();
  }

  private static DatabaseConfig database(String url) {
    return DatabaseConfig.of(url)
        .withTenancy(Tenancy.schemaPerTenant())
        .withRetry(new RetryConfig(2, Duration.ofMillis(50), Backoff.FIXED, 0))
        .withCircuitBreaker(CircuitBreakerConfig.DEFAULTS.withThreshold(3));
  }

  private Mono<Boolean> tell() {
    Rows rows = new Rows(db.get("orders"), db.get("analytics"));
    return Mono.usingWhen(
        rows.create().thenReturn(rows),
        created ->
            Flux.concat(
                    askBothAtOnce(),
                    askAgainAndAgain(),
                    new DatabaseDown(db, out).askAll(Shop.ALL.get(0)),
                    new State(db, out).show())
                .reduce(true, Boolean::logicalAnd),
        Rows::drop);
  }

  /** The main job: one batch over both databases, for whoever the Context says. */
  private Mono<Figures> dashboard() {
    return db.batch(
            Map.of(
                "orders", c -> c.sql(Sales.SQL).map(Sales::of).one(),
                "analytics", c -> c.sql(Traffic.SQL).map(Traffic::of).one()))
        .map(QuickStart::figures);
  }

  private static Figures figures(BatchResult result) {
    return new Figures(result.get("orders", Sales.class), result.get("analytics", Traffic.class));
  }

  private Flux<Answer> askAllShops() {
    return Flux.fromIterable(Shop.ALL)
        .flatMapSequential(
            shop ->
                dashboard()
                    .map(figures -> new Answer(shop, figures))
                    .contextWrite(withSchema(shop.schema())));
  }

  private Mono<Boolean> askBothAtOnce() {
    Table figures = new Table("tenant", "orders", "revenue", "page views", "visitors", "its own");
    return askAllShops()
        .doOnNext(answer -> answer.addTo(figures))
        .all(Answer::isRight)
        .doOnNext(
            right -> {
              out.println("\nOne batch over both databases, for two tenants at once:");
              figures.print(out);
              out.println("\nWhat the middleware saw:");
              timings.noted().forEach(this::print);
            });
  }

  private void print(Timings.Timing timing) {
    out.printf(
        "  %-9s for %-14s %8s%n",
        timing.database(), timing.schema(), Table.milliseconds(timing.took()));
  }

  private Mono<Boolean> askAgainAndAgain() {
    return Flux.range(0, REPEATS)
        .flatMap(repeat -> askAllShops(), AT_ONCE)
        .filter(answer -> !answer.isRight())
        .count()
        .doOnNext(
            wrong ->
                out.printf(
                    "%nThe same %d times for each, %d at once: %d foreign figures%n",
                    REPEATS, AT_ONCE, wrong))
        .map(wrong -> wrong == 0);
  }

  /** Where the three databases are. */
  record Urls(String orders, String analytics, String billing) {}

  private record Answer(Shop shop, Figures figures) {

    boolean isRight() {
      return figures.equals(shop.expected());
    }

    void addTo(Table table) {
      table.row(
          shop.schema(),
          figures.sales().orders(),
          figures.sales().revenue(),
          figures.traffic().pageViews(),
          figures.traffic().visitors(),
          isRight() ? "yes" : "NO");
    }
  }
}
