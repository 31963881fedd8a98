package dev.flexidb.migrate;

import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationEvent.Planned;
import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.MigrationEvent.Skipped;
import dev.flexidb.migrate.MigrationEvent.Started;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * Does one thing to many schemas of a domain: tells the plan, lets canaries go first, and stops
 * where it should.
 */
final class FleetRun {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /**
   * A schema and what is to be done with it.
   *
   * @param scripts what it lacks
   * @param work does it, blocking, and tells the scripts that ran
   */
  record Task(SchemaTarget target, List<String> scripts, Callable<List<String>> work) {}

  private final Worker worker;
  private final Site site;
  private final String domain;
  private final MigrationOptions options;
  private final Tally tally;

  FleetRun(Worker worker, Site site, String domain, MigrationOptions options, Tally tally) {
    this.worker = worker;
    this.site = site;
    this.domain = domain;
    this.options = options;
    this.tally = tally;
  }

  /**
   * Does all of it, in this order.
   *
   * @param canaries how many go first
   * @param end run behind the last, blocking
   */
  Flux<MigrationEvent> of(
      List<Task> tasks, int canaries, OptionalInt batch, Callable<Boolean> end) {
    Flux<MigrationEvent> planned =
        Flux.fromIterable(tasks).map(task -> new Planned(task.target(), task.scripts()));
    Mono<MigrationEvent> finished =
        Mono.fromSupplier(() -> new Finished(site.name(), domain, batch, tally.progress()));
    if (options.dryRun()) {
      return planned.concatWith(finished);
    }
    int first = Math.min(canaries, tasks.size());
    return Flux.concat(
        planned,
        Flux.fromIterable(tasks.subList(0, first)).concatMap(task -> one(task, true)),
        Flux.fromIterable(tasks.subList(first, tasks.size()))
            .flatMap(task -> one(task, false), options.concurrency()),
        worker.call(end).thenMany(finished));
  }

  private Flux<MigrationEvent> one(Task task, boolean canary) {
    return Flux.defer(
        () -> {
          if (worker.isStopping()) {
            tally.stop(Reason.STOPPED);
          }
          Reason stopped = tally.stopped();
          return stopped == null
              ? Flux.<MigrationEvent>just(new Started(task.target()))
                  .concatWith(worked(task, canary))
              : Flux.just(new Skipped(task.target(), stopped, tally.skipped(stopped)));
        });
  }

  private Mono<MigrationEvent> worked(Task task, boolean canary) {
    long began = System.nanoTime();
    return worker
        .<List<String>>call(task.work())
        .retryWhen(
            attempts(options.lockAttempts())
                .filter(this::saysLocked)
                .onRetryExhaustedThrow((spec, last) -> last.failure()))
        .<MigrationEvent>map(
            scripts -> {
              Duration took = Duration.ofNanos(System.nanoTime() - began);
              return new Applied(task.target(), scripts, took, tally.applied(took));
            })
        .onErrorResume(Exception.class, error -> Mono.just(failed(task, canary, error)));
  }

  static RetryBackoffSpec attempts(int attempts) {
    return Retry.backoff(attempts - 1L, FIRST_PAUSE).maxBackoff(LONGEST_PAUSE);
  }

  private boolean saysLocked(Throwable error) {
    return error instanceof SQLException said && site.dialect().saysLocked(said);
  }

  private MigrationEvent failed(Task task, boolean canary, Exception error) {
    SQLException said = FlywayFailure.find(error, SQLException.class);
    boolean down =
        error instanceof ConnectFailedException || (said != null && site.dialect().saysDown(said));
    if (down) {
      tally.stop(Reason.DATABASE_DOWN);
    } else if (canary) {
      tally.stop(Reason.CANARY_FAILED);
    }
    return new Failed(task.target(), told(task.target(), error, said, down), tally.failed());
  }

  private Throwable told(
      SchemaTarget target,
      Exception error,
      @org.jspecify.annotations.Nullable SQLException said,
      boolean down) {
    if (error instanceof MigrationException || error instanceof ConnectFailedException) {
      return error;
    }
    if (said == null) {
      return MigrationException.of(target, String.valueOf(error), error);
    }
    Function<String, MigrationException> of = why -> MigrationException.of(target, why, error);
    String message = site.dialect().message(said);
    if (down) {
      return of.apply(
          "the server went while it was worked on (%s); migrate again, which goes on from there"
              .formatted(message));
    }
    if (site.dialect().saysNoSchema(said)) {
      return of.apply("the schema is not there (%s); nothing was touched".formatted(message));
    }
    if (site.dialect().saysLocked(said)) {
      return of.apply(
          "others held a lock on what it changes, %d times for %s (%s); nothing of it was kept"
              .formatted(options.lockAttempts(), options.lockTimeout(), message));
    }
    return of.apply("the server refused (%s); nothing of it was kept".formatted(message));
  }
}
