package dev.flexidb.testing.isolation;

import dev.flexidb.Database;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How a run of the work goes. */
enum Manner {
  TO_ITS_END("to its end", false, false),
  ROLLED_BACK("rolled back", true, false),
  CANCELLED("cancelled", false, true),
  CANCELLED_IN_A_TRANSACTION("cancelled in a transaction", true, true);

  private static final Duration STEP = Duration.ofMillis(1);
  private static final int STEPS = 16;

  private final String words;
  private final boolean inTransaction;
  private final boolean cancelled;

  Manner(String words, boolean inTransaction, boolean cancelled) {
    this.words = words;
    this.inTransaction = inTransaction;
    this.cancelled = cancelled;
  }

  /** Which one it is the turn of. */
  static Manner of(int turn) {
    return values()[turn % values().length];
  }

  /**
   * @param databases those whose transactions the work is in
   * @param turn the later a cancel comes
   */
  Flux<Object> apply(Flux<Object> work, List<Database> databases, int turn) {
    Flux<Object> run = inTransaction ? rolledBack(work, databases) : work;
    return cancelled ? cut(run, turn / values().length) : run;
  }

  /** Behind its first value, or behind a time that is another one in each turn. */
  private static Flux<Object> cut(Flux<Object> run, int turn) {
    return turn % 2 == 0
        ? run.take(1)
        : run.takeUntilOther(Mono.delay(STEP.multipliedBy(turn / 2 % STEPS)));
  }

  private static Flux<Object> rolledBack(Flux<Object> work, List<Database> databases) {
    RolledBack end = new RolledBack();
    Flux<Object> run = work.concatWith(Mono.error(end));
    for (Database database : databases) {
      Flux<Object> inner = run;
      run = database.inTransaction(client -> inner);
    }
    return run.onErrorComplete(error -> error == end);
  }

  /** What a transaction is given up for. */
  private static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RolledBack() {
      super("rolled back, as it should be", null, false, false);
    }
  }

  @Override
  public String toString() {
    return words;
  }
}
