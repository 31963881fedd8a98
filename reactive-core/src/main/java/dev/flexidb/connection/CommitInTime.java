package dev.flexidb.connection;

import dev.flexidb.error.DeadlineExceededException.WaitedFor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A COMMIT for a caller that waits no longer than its deadline: it goes on to its end, or it never
 * begins.
 */
final class CommitInTime {

  private final ConnectionContext context;
  private final Borrow borrow;
  private final CallDeadline deadline;

  /** Whether the COMMIT began or was given up; the first of the two counts. */
  private final AtomicBoolean decided = new AtomicBoolean();

  private CommitInTime(ConnectionContext context, Borrow borrow, CallDeadline deadline) {
    this.context = context;
    this.borrow = borrow;
    this.deadline = deadline;
  }

  /**
   * Once for each subscription.
   *
   * @param commit asks just before it is sent whether it may begin
   */
  static Mono<Void> of(
      ConnectionContext context,
      Borrow borrow,
      CallDeadline deadline,
      Function<BooleanSupplier, Mono<Void>> commit) {
    return Mono.defer(() -> new CommitInTime(context, borrow, deadline).run(commit));
  }

  private Mono<Void> run(Function<BooleanSupplier, Mono<Void>> commit) {
    if (borrow.isHeld() && deadline.hasPassed()) {
      return Mono.error(exceeded(WaitedFor.NOTHING));
    }
    Mono<Void> underWay = commit.apply(this::decide).cache();
    return underWay
        .timeout(deadline.left(), Mono.defer(() -> late(underWay)))
        .doOnCancel(() -> decided.set(true));
  }

  private boolean decide() {
    return decided.compareAndSet(false, true);
  }

  private Mono<Void> late(Mono<Void> underWay) {
    return decide()
        ? Mono.error(exceeded(WaitedFor.CONNECTION))
        : underWay.timeout(
            DeadlineTimer.COMMIT_GRACE, Mono.error(() -> deadline.commitExceeded(context)));
  }

  private Throwable exceeded(WaitedFor waitedFor) {
    return deadline.exceeded(context, waitedFor, false, null);
  }
}
