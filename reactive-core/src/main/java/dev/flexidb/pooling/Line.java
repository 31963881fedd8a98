package dev.flexidb.pooling;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The callers of one tenant: those that hold a connection, and those that wait for one in the order
 * in which they came. Guarded by its queue.
 */
final class Line<W> {

  private static final double NANOS_PER_MILLI = 1_000_000;

  /** How much of the mean the newest hold is. */
  private static final int RECENT = 8;

  private final int limit;
  private final int maxWaiting;
  private final Set<Place<W>> waiting = new LinkedHashSet<>();
  private int held;
  private long sumOfStarts;
  private long meanHold;

  /**
   * @param limit how many may hold at once
   * @param maxWaiting how many may wait at once
   * @param meanHold how long a place is held, until this line knows better
   */
  Line(int limit, int maxWaiting, long meanHold) {
    this.limit = limit;
    this.maxWaiting = maxWaiting;
    this.meanHold = meanHold;
  }

  boolean mayHoldMore() {
    return held < limit;
  }

  /** Whether a connection that is free now would be its next caller's. */
  boolean isReady() {
    return !waiting.isEmpty() && mayHoldMore();
  }

  boolean isIdle() {
    return held == 0 && waiting.isEmpty();
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /**
   * @param left how many more callers may wait in the whole queue
   */
  boolean mayWait(int left) {
    return waiting.size() < Math.min(maxWaiting, left);
  }

  void join(Place<W> place) {
    waiting.add(place);
    place.standing = Place.Standing.WAITING;
  }

  void leave(Place<W> place) {
    waiting.remove(place);
    place.standing = Place.Standing.GONE;
  }

  Place<W> first() {
    Iterator<Place<W>> places = waiting.iterator();
    Place<W> first = places.next();
    places.remove();
    return first;
  }

  void hold(Place<W> place, long now) {
    held++;
    sumOfStarts += now;
    place.since = now;
    place.standing = Place.Standing.HOLDING;
  }

  /** Returns how long it was held. */
  long release(Place<W> place, long now) {
    held--;
    sumOfStarts -= place.since;
    place.standing = Place.Standing.GONE;
    long took = now - place.since;
    meanHold = mean(meanHold, took);
    return took;
  }

  static long mean(long before, long newest) {
    return before == 0 ? newest : before + (newest - before) / RECENT;
  }

  /** Sends away all that wait; returns how many they were. */
  int sendAway(Consumer<W> told) {
    int count = waiting.size();
    for (Place<W> place : waiting) {
      place.standing = Place.Standing.GONE;
      told.accept(place.caller);
    }
    waiting.clear();
    return count;
  }

  Share share(long now) {
    return new Share(held, limit, waiting.size(), retryAfter(now));
  }

  /** What is still held may already have taken longer than what was held before. */
  private Duration retryAfter(long now) {
    long age = held == 0 ? 0 : (now * held - sumOfStarts) / held;
    double nanos = (double) Math.max(meanHold, age) * (waiting.size() + 1) / Math.max(1, held);
    return Duration.ofMillis(Math.max(1, (long) Math.ceil(nanos / NANOS_PER_MILLI)));
  }
}
