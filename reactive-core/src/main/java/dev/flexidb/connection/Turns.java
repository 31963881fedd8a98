package dev.flexidb.connection;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Lets the work on one connection happen one piece at a time, in the order in which it was asked
 * for. Thread-safe and lock-free.
 *
 * <p>A piece that waits makes the one before it give up results that nobody has begun to read:
 * otherwise a forgotten Result would block its connection for ever.
 */
final class Turns {

  private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger changes = new AtomicInteger();
  private volatile @Nullable Turn current;

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
    }
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
  }

  /** A place in the queue. */
  final class Turn {

    private final Sinks.Empty<Void> granted = Sinks.empty();
    private final AtomicBoolean holding = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Holder holder;

    /** Completes when it is this turn's time. */
    Mono<Void> granted() {
      return granted.asMono();
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

    /** Lets the next one in; once is enough. */
    void end() {
      if (ended.compareAndSet(false, true)) {
        advance();
      }
    }

    /** Lets the next one in if nothing has begun that would do so later. */
    void endUnlessHeld() {
      if (holding.compareAndSet(false, true)) {
        end();
      }
    }

    boolean hasEnded() {
      return ended.get();
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
