package dev.flexidb.benchmarks.resilience;

import static dev.flexidb.Deadline.withDeadline;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * One of several databases of a service is dead, in each way that there is; all are asked on, and
 * the others are to notice nothing.
 *
 * @param perSecond requests to all the others together, and to the dead one as many
 * @param turn how long each turn is
 */
public record DeadNeighbour(DatabaseServer server, int perSecond, Duration turn, int rounds)
    implements Scenario {

  private static final int OTHERS = 3;
  private static final String DYING = "dying";

  /** Of the proxies: what a request takes is theirs, and not the cores'. */
  private static final Duration EACH_WAY = Duration.ofMillis(10);

  /** What a request may take: nothing else ends one that a server never answers. */
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  private static final double MOST = 1.2;
  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final int TRIES = 300;

  @Override
  public Mono<Report> run() {
    return Stage.using(
        () -> IntStream.rangeClosed(0, OTHERS).mapToObj(i -> Stage.open(server, EACH_WAY)).toList(),
        stages ->
            Mono.usingWhen(
                Mono.fromSupplier(() -> over(stages)),
                db -> new Neighbours(db, stages.get(0)).report(),
                ReactiveFlexiDb::close),
        stages -> stages.forEach(Stage::close));
  }

  private static ReactiveFlexiDb over(List<Stage> stages) {
    ReactiveFlexiDb.Builder builder =
        ReactiveFlexiDb.builder().database(DYING, DatabaseConfig.of(stages.get(0).url()));
    for (int i = 0; i < OTHERS; i++) {
      builder.database(other(i), DatabaseConfig.of(stages.get(i + 1).url()));
    }
    return builder.build();
  }

  private static String other(int number) {
    return "other" + number % OTHERS;
  }

  /** One run of it. */
  private final class Neighbours {

    private final ReactiveFlexiDb db;
    private final Stage dying;
    private final List<Samples> ofTheDead = new CopyOnWriteArrayList<>();

    Neighbours(ReactiveFlexiDb db, Stage dying) {
      this.db = db;
      this.dying = dying;
    }

    Mono<Report> report() {
      Report report =
          new Report(
              "dead-neighbour, %s, %d requests a second to %d others and as many to the dead one, %d ms away"
                  .formatted(server.kind(), perSecond, OTHERS, 2 * EACH_WAY.toMillis()));
      return Flux.fromArray(Death.values())
          .concatMap(death -> turns(death).doOnNext(turns -> note(report, death, turns)))
          .then(Mono.fromSupplier(() -> report.requests("the dead one", ofTheDead)));
    }

    private Mono<Turns> turns(Death death) {
      return Turns.of(
          rounds,
          Mono.zip(load(), alive()).map(both -> both.getT1()),
          Stage.onWaitingThread(() -> death.of(dying.proxy()))
              .then(Mono.zip(load(), dead()))
              .flatMap(both -> healed().thenReturn(both.getT1())));
    }

    private Mono<Samples> load() {
      return new Arrivals(perSecond, turn).of(number -> one(other(number)));
    }

    private Mono<Samples> alive() {
      return new Arrivals(perSecond, turn).of(number -> one(DYING));
    }

    private Mono<Samples> dead() {
      return alive().doOnNext(ofTheDead::add);
    }

    private Mono<Integer> one(String name) {
      return db.get(name)
          .sql("SELECT 1")
          .mapValue(Integer.class)
          .one()
          .contextWrite(withDeadline(DEADLINE));
    }

    private Mono<Integer> healed() {
      return Stage.onWaitingThread(
              () -> {
                dying.proxy().heal();
                dying.proxy().delay(EACH_WAY);
              })
          .then(one(DYING).retryWhen(Retry.fixedDelay(TRIES, AGAIN)));
    }

    private void note(Report report, Death death, Turns turns) {
      String when = "one " + death;
      turns
          .addTo(report, when)
          .requests("others while " + when, turns.disturbed())
          .promise(Promise.always("no other one fails while " + when, turns.success() == 100))
          .promise(
              Promise.ofTime("p99 within 1.2 times while " + when, turns.ratio().median() <= MOST));
    }
  }
}
