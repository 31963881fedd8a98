package dev.flexidb.connection;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Lets the work on one connection happen one piece at a time, in the order in which it was asked
 * for. Thread-safe and lock-free.
 *
 * <p>A piece that waits makes the one before it give up results that nobody has begun to read:
 * otherwise a forgotten Result would block its connection for ever. What nobody wants any more, and
 * does not end soon, is stopped at the server; the next turn waits for the end of that too, so that
 * a stop never hits what comes next.
 */
final class StatementQueue {

  /** How long the server may work on what nobody wants before it is told to stop. */
  private static final Duration STOP_AFTER = Duration.ofMillis(50);

  private final UnaryOperator<Mono<Void>> stop;
  private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger changes = new AtomicInteger();
  private volatile @Nullable Turn current;

  /**
   * @param stop stops at the server what holds the turn, whose end it is given; completes when both
   *     are over, or nothing can come after them
   */
  StatementQueue(UnaryOperator<Mono<Void>> stop) {
    this.stop = stop;
  }

  /** Queues for a turn. It has to be ended, whether it was granted or not. */
  Turn next() {
    Turn turn = new Turn();
    waiting.add(turn);
    advance();
    return turn;
  }

  /** Ends whatever holds the turn now as soon as its server allows; the rest follows by itself. */
  void cutShort() {
    Turn holder = current;
    if (holder != null) {
      holder.cutShort();
      holder.stopUnlessWanted();
    }
  }

  /** Stops what holds the turn now if nobody wants it, because whoever waits undoes it anyway. */
  void stopUnlessWanted() {
    Turn holder = current;
    if (holder != null) {
      holder.stopUnlessWanted();
    }
  }

  /** What holds the turn now; null if nothing does. */
  @Nullable Turn holder() {
    Turn holder = current;
    return holder == null || holder.hasEnded() ? null : holder;
  }

  private void advance() {
    if (changes.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      Turn holder = current;
      if (holder == null || holder.hasEnded()) {
        Turn granted = waiting.poll();
        current = granted;
        if (granted != null) {
          changes.incrementAndGet();
          granted.granted.tryEmitEmpty();
        }
      } else if (!waiting.isEmpty()) {
        holder.yieldUnread();
      }
      seen = changes.addAndGet(-seen);
    } while (seen != 0);
  }

  /** What a holder of the turn does when others wait for it. */
  interface Holder {
    /** Gives up results that nobody has begun to read. */
    void yieldUnread();

    /** Gives up all results, read or not. */
    void cutShort();

    /** Ends, as its database closes: at once, or if it may be kept as its server answers. */
    void evict();

    /** Its connection is closed, so that no answer comes any more. */
    void abandon();

    /** Whether nobody waits for a row or an answer of it any more, and the server works on. */
    boolean isUnwanted();
  }

  /** A place in the queue. */
  final class Turn {

    private final Sinks.Empty<Void> granted = Sinks.empty();
    private final AtomicBoolean holding = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Sinks.Empty<Void> left = Sinks.empty();

    /** Its holder, and the stop that is under way. */
    private final AtomicInteger users = new AtomicInteger(1);

    private volatile @Nullable Holder holder;

    /** Completes when it is this turn's time. */
    Mono<Void> granted() {
      return granted.asMono();
    }

    boolean isGranted() {
      return current == this;
    }

    /** Begins to use the turn, unless it was given up meanwhile. */
    boolean holdBy(Holder newHolder) {
      if (!holding.compareAndSet(false, true)) {
        return false;
      }
      holder = newHolder;
      advance();
      return true;
    }

    /** Whether something uses it, or did. */
    boolean isHeld() {
      return holder != null;
    }

    /** Whether we have stopped it at the server, or are about to. */
    boolean isStopped() {
      return stopped.get();
    }

    /** Lets the next one in; once is enough. */
    void end() {
      if (ended.compareAndSet(false, true)) {
        left.tryEmitEmpty();
        leave();
      }
    }

    private void leave() {
      if (users.decrementAndGet() == 0) {
        advance();
      }
    }

    /** Looks again in a moment, and stops it at the server if nobody wants it then. */
    void stopUnlessWanted() {
      if (!isHeld() || ended.get()) {
        return;
      }
      // A timer beside the exchange, which nobody waits for; stopNow has no error.
      left.asMono().timeout(STOP_AFTER, Mono.defer(this::stopNow)).subscribe();
    }

    Mono<Void> stopNow() {
      Holder told = holder;
      boolean stops =
          told != null
              && told.isUnwanted()
              && stopped.compareAndSet(false, true)
              && users.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
      return stops ? stop.apply(left.asMono()).doFinally(over -> leave()) : Mono.empty();
    }

    /** Lets the next one in if nothing has begun that would do so later. */
    void endUnlessHeld() {
      if (holding.compareAndSet(false, true)) {
        end();
      }
    }

    boolean hasEnded() {
      return users.get() == 0;
    }

    /** Tells its holder that the database closes, and stops what can be stopped at the server. */
    Mono<Void> evict() {
      return Mono.defer(
          () -> {
            Holder told = holder;
            if (told != null) {
              told.evict();
            }
            return stopNow().then(left.asMono());
          });
    }

    /** Ends, whether its server has answered or not. */
    void abandon() {
      Holder told = holder;
      if (told != null) {
        told.abandon();
      }
      end();
    }

    private void yieldUnread() {
      Holder told = holder;
      if (told != null) {
        told.yieldUnread();
      }
    }

    private void cutShort() {
      Holder told = holder;
      if (told != null) {
        told.cutShort();
      }
    }
  }
}
