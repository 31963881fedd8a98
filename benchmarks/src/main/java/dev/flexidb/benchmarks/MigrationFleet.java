package dev.flexidb.benchmarks;

import dev.flexidb.benchmarks.migrations.FlywayLoop;
import dev.flexidb.benchmarks.migrations.Heap;
import dev.flexidb.benchmarks.migrations.MigrationFiles;
import dev.flexidb.benchmarks.migrations.OurFleet;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.benchmarks.runner.Spread;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Many tenant schemas, migrated by Flyway's own loop and by ours in turn, in one process and on one
 * server, each in a database of its own.
 */
public final class MigrationFleet {

  private static final String USAGE =
      """
      --schemas <n>   schemas that have nothing to do (1000)
      --apply <n>     of these, how many are migrated by both in the rounds (200)
      --loop <n>      how many Flyway's loop visits in a round with nothing to do (100)
      --create <n>    tenants of ten tables that both make in a round (10)
      --rounds <n>    rounds of each (5)
      --threads <n>   at once, of both (4)
      """;

  private final int threads;
  private final int rounds;
  private boolean faster = true;

  private MigrationFleet(Numbers options) {
    this.threads = options.get("--threads", 4);
    this.rounds = options.get("--rounds", 5);
  }

  /** Prints a table; ends with 1 if we are slower. */
  public static void main(String[] args) {
    Numbers options = Numbers.of(USAGE, args);
    int all = options.get("--schemas", 1000);
    MigrationFleet fleet = new MigrationFleet(options);
    try (DatabaseServer server =
            DatabaseServers.start(
                DatabaseKind.POSTGRESQL, Map.of("max_locks_per_transaction", "256"));
        TestDatabase theirTenants = server.createDatabase();
        TestDatabase ownTenants = server.createDatabase();
        TestDatabase theirs = server.createDatabase();
        TestDatabase own = server.createDatabase()) {
      System.out.printf(
          Locale.ROOT,
          "Machine: %s; heap at most %d MiB%n%n",
          Machine.description(),
          Runtime.getRuntime().maxMemory() >> 20);
      List<String> schemas = IntStream.range(0, all).mapToObj("t%05d"::formatted).toList();
      fleet
          .creations(theirTenants, ownTenants, options.get("--create", 10))
          .then(
              fleet.many(
                  theirs,
                  own,
                  schemas,
                  schemas.subList(0, Math.min(all, options.get("--apply", 200))),
                  schemas.subList(0, Math.min(all, options.get("--loop", 100)))))
          .block();
    }
    System.exit(fleet.faster ? 0 : 1);
  }

  private Mono<Void> creations(TestDatabase theirs, TestDatabase own, int each) {
    MigrationFiles files = MigrationFiles.tables();
    List<String> schemas =
        IntStream.range(0, each * (rounds + 1)).mapToObj("new%05d"::formatted).toList();
    return beside(
        () -> new FlywayLoop(theirs, files, 1),
        () -> new OurFleet(own, files, 1),
        (loop, ours) ->
            rounds("a new tenant of ten tables", schemas, waiting(loop::migrate), ours::create));
  }

  private Mono<Void> many(
      TestDatabase theirs,
      TestDatabase own,
      List<String> schemas,
      List<String> applied,
      List<String> visited) {
    MigrationFiles files = MigrationFiles.small();
    String[] creations =
        schemas.stream().map(schema -> "CREATE SCHEMA " + schema).toArray(String[]::new);
    return Mono.fromRunnable(
            () -> {
              own.execute(creations);
              theirs.execute(creations);
            })
        .subscribeOn(Schedulers.boundedElastic())
        .then(
            beside(
                () -> new FlywayLoop(theirs, files, threads),
                () -> new OurFleet(own, files, threads),
                (loop, ours) ->
                    rounds("five small migrations", applied, waiting(loop::migrate), ours::migrate)
                        .then(ours.migrate(schemas))
                        .then()))
        // The same tables in both databases, so that both search as many of one name.
        .then(
            beside(
                () -> new FlywayLoop(theirs, files, 1),
                () -> new OurFleet(theirs, files, threads),
                (loop, rest) -> rest.migrate(schemas).then()))
        .then(
            beside(
                () -> new FlywayLoop(theirs, files, 1),
                () -> new OurFleet(own, files, threads),
                (loop, ours) -> nothing(schemas.size(), visited, loop, ours)));
  }

  /** Flyway blocks, and so has a thread of its own. */
  private static Function<List<String>, Mono<Duration>> waiting(
      Function<List<String>, Duration> loop) {
    return schemas ->
        Mono.fromCallable(() -> loop.apply(schemas)).subscribeOn(Schedulers.boundedElastic());
  }

  private static Mono<Void> beside(
      Callable<FlywayLoop> loop,
      Supplier<OurFleet> ours,
      BiFunction<FlywayLoop, OurFleet, Mono<Void>> work) {
    return Mono.using(
        loop,
        theirs ->
            Mono.usingWhen(
                Mono.fromSupplier(ours), own -> work.apply(theirs, own), OurFleet::close),
        FlywayLoop::close);
  }

  /** Both in turn, each round with schemas of its own; the first is not counted. */
  private Mono<Void> rounds(
      String what,
      List<String> schemas,
      Function<List<String>, Mono<Duration>> loop,
      Function<List<String>, Mono<Duration>> ours) {
    int each = Math.max(1, schemas.size() / (rounds + 1));
    return Flux.range(0, schemas.size() / each)
        .map(round -> schemas.subList(round * each, (round + 1) * each))
        .concatMap(some -> times(loop.apply(some), each, ours.apply(some), each))
        .skip(1)
        .collectList()
        .doOnNext(times -> row(what, each, times))
        .then();
  }

  private static Mono<Times> times(Mono<Duration> loop, int theirs, Mono<Duration> ours, int own) {
    return loop.zipWhen(
        first -> ours, (first, second) -> new Times(millis(first) / theirs, millis(second) / own));
  }

  private Mono<Void> nothing(int all, List<String> some, FlywayLoop loop, OurFleet ours) {
    return Mono.using(
        Heap::new,
        heap ->
            nothing("by its URL", all, some, waiting(loop::migrateByUrl), ours)
                .then(nothing("on a pool", all, some, waiting(loop::migrate), ours))
                .doOnNext(
                    times -> {
                      Spread whole = Spread.of(times.stream().map(Times::ours).toList());
                      System.out.printf(
                          Locale.ROOT,
                          "%nNothing to do in all %d schemas: %.0f ms (%.0f to %.0f); heap after its largest collection: %d MiB%n",
                          all,
                          whole.median() * all,
                          whole.min() * all,
                          whole.max() * all,
                          heap.most() >> 20);
                    })
                .then(),
        Heap::close);
  }

  private Mono<List<Times>> nothing(
      String flyway,
      int all,
      List<String> some,
      Function<List<String>, Mono<Duration>> loop,
      OurFleet ours) {
    return Flux.range(0, rounds)
        .concatMap(round -> times(loop.apply(some), some.size(), ours.migrate(List.of()), all))
        .collectList()
        .doOnNext(times -> row("nothing to do, Flyway " + flyway, some.size(), times));
  }

  /** Of one round, for a schema, in milliseconds. */
  private record Times(double flyway, double ours) {}

  private void row(String what, int each, List<Times> times) {
    Spread ratio = Spread.of(times.stream().map(time -> time.flyway() / time.ours()).toList());
    System.out.printf(
        Locale.ROOT,
        "%s, a schema: Flyway %.2f ms, ours %.3f ms, %.1f times (%.1f to %.1f; %d rounds of %d)%n",
        what,
        Spread.of(times.stream().map(Times::flyway).toList()).median(),
        Spread.of(times.stream().map(Times::ours).toList()).median(),
        ratio.median(),
        ratio.min(),
        ratio.max(),
        times.size(),
        each);
    faster &= ratio.median() > 1;
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
