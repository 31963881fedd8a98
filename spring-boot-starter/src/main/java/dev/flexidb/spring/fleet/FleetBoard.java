package dev.flexidb.spring.fleet;

import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationListener;
import dev.flexidb.migrate.RunId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Remembers the runs under way and the last ones. Where they are too many, what is over is
 * forgotten first. Thread-safe.
 */
final class FleetBoard implements MigrationListener, FleetRuns {

  /** How many are remembered. */
  static final int MOST = 12;

  private final Deque<FollowedRun> runs = new ArrayDeque<>();
  private long revision;

  @Override
  public synchronized void onRunStarted(RunId run, ContextView subscriber) {
    runs.addFirst(new FollowedRun(run));
    if (runs.size() > MOST) {
      forgetOne();
    }
    revision++;
  }

  /** The oldest that is over, or else the oldest. */
  private void forgetOne() {
    List<FollowedRun> over = runs.stream().filter(FollowedRun::isOver).toList();
    if (over.isEmpty()) {
      runs.removeLast();
    } else {
      runs.remove(over.get(over.size() - 1));
    }
  }

  @Override
  public synchronized void onEvent(RunId run, MigrationEvent event) {
    FollowedRun followed = of(run);
    if (followed != null) {
      followed.happened(event);
      revision++;
    }
  }

  @Override
  public synchronized void onRunEnded(RunId run, @Nullable Throwable error, boolean cancelled) {
    FollowedRun followed = of(run);
    if (followed != null) {
      followed.ended(error, cancelled);
      revision++;
    }
  }

  private @Nullable FollowedRun of(RunId run) {
    return runs.stream().filter(followed -> followed.is(run)).findFirst().orElse(null);
  }

  @Override
  public synchronized List<Run> runs() {
    return runs.stream().map(FollowedRun::view).toList();
  }

  @Override
  public synchronized long revision() {
    return revision;
  }
}
