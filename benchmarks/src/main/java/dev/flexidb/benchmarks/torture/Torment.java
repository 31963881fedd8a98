package dev.flexidb.benchmarks.torture;

import static dev.flexidb.tenant.TenantContext.withSchema;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Torments a connection factory, then looks at what is left.
 *
 * @param factory finds the tenant in the Context
 * @param pool how many connections it may have
 * @param queries how many to ask at least
 * @param killEvery how often a session is killed; zero for never
 * @param limit when to give up
 */
public record Torment(
    Ground ground,
    ConnectionFactory factory,
    int pool,
    long queries,
    int inFlight,
    Duration killEvery,
    Duration limit,
    long seed) {

  private static final Duration STUCK = Duration.ofMinutes(1);

  /** Errors when a server that nobody torments cannot be asked; all else is in the report. */
  public Mono<Report> run() {
    return Mono.defer(
        () -> {
          Judge judge = new Judge();
          Ledger ledger = new Ledger();
          Killer killer = new Killer(ground);
          DirectMemory memory = new DirectMemory();
          long leaked = Leaks.reports();
          long start = System.nanoTime();
          return load(judge, ledger)
              .takeUntilOther(killer.every(killEvery).then())
              .takeUntilOther(memory.watch(() -> (double) judge.queries.sum() / queries).then())
              .takeUntilOther(Mono.delay(limit))
              .then(Mono.fromSupplier(() -> Duration.ofNanos(System.nanoTime() - start)))
              .flatMap(
                  took ->
                      recovered(judge, ledger)
                          .zipWhen(recovery -> swept(ledger))
                          .map(
                              left ->
                                  new Report(
                                      this,
                                      judge,
                                      killer.kills(),
                                      took,
                                      left.getT1(),
                                      left.getT2(),
                                      memory.means(),
                                      Leaks.reports() - leaked)));
        });
  }

  private Flux<Void> load(Judge judge, Ledger ledger) {
    Service service = new Service(factory, judge, ledger);
    SplittableRandom random = new SplittableRandom(seed);
    return Mono.fromSupplier(random::nextLong)
        .repeat(() -> judge.queries.sum() < queries)
        .flatMap(one -> stroke(service, judge, ledger, one), inFlight);
  }

  private Mono<Void> stroke(Service service, Judge judge, Ledger ledger, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String tenant = ground.tenants().get(random.nextInt(ground.tenants().size()));
    TenantQueries asked = new TenantQueries(tenant, ground, judge, ledger);
    Cut cut = Cut.any(random);
    long kind = random.nextLong();
    Sinks.Empty<Void> atCommit = Sinks.empty();
    Flux<?> work =
        Flux.defer(
                () -> service.anything(new SplittableRandom(kind), asked, atCommit::tryEmitEmpty))
            .doOnSubscribe(begun -> judge.works.increment())
            .doOnCancel(judge.worksCut::increment);
    return cut.of(work, atCommit.asMono(), random)
        .then()
        .takeUntilOther(Mono.delay(STUCK).doOnNext(late -> judge.stuck.increment()))
        .contextWrite(withSchema(tenant))
        .onErrorResume(
            error -> {
              judge.error(error);
              return Mono.empty();
            });
  }

  private Mono<Recovery> recovered(Judge judge, Ledger ledger) {
    return Recovery.of(
        factory,
        tenant -> new TenantQueries(tenant, ground, judge, ledger),
        ground.tenants(),
        pool,
        judge::error);
  }

  /** A server takes a moment to end what was cut last, and what stays is told. */
  private Mono<Findings> swept(Ledger ledger) {
    Sweep sweep = new Sweep(ground);
    Mono<Long> open = settled(sweep.openTransactions());
    Mono<Long> running = settled(sweep.runningStatements());
    return sweep
        .schemas(ledger)
        .then(open)
        .zipWith(running)
        .map(
            left ->
                new Findings(
                    sweep.foreign.sum(),
                    sweep.lost(ledger),
                    sweep.doubled.sum(),
                    sweep.undoneButThere.sum(),
                    ledger.kept().size(),
                    left.getT1(),
                    left.getT2()));
  }

  private static Mono<Long> settled(Mono<Long> count) {
    return count
        .filter(now -> now == 0)
        .repeatWhenEmpty(20, again -> again.delayElements(Duration.ofMillis(50)))
        .onErrorResume(IllegalStateException.class, never -> count);
  }
}
