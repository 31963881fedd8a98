package dev.flexidb.pooling;

import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may hold one of a number of places: each tenant at most its limit, the tenants that wait in
 * turn, and the callers of one tenant in the order in which they came. What belongs to no tenant
 * takes its turn like one more tenant, which has no limit.
 *
 * <p>A tenant may have as many callers waiting as its part of the places is of all that may wait,
 * and never more than there is room left for others. Thread-safe: each method takes a lock for a
 * few steps and calls nobody meanwhile.
 */
final class FairQueue<W> {

  /** What becomes of a caller that asks. */
  enum Answer {
    GRANTED,
    QUEUED,
    /** Its tenant has its share. */
    TENANT_LIMITED,
    /** Others leave no room. */
    FULL,
    CLOSED,
    /** It had given up before. */
    GONE
  }

  private final int places;
  private final int perTenant;
  private final int maxWaiting;
  private final int tenantsWaiting;
  private final LongSupplier nanos;
  private final Map<SchemaName, Line<W>> tenants = new HashMap<>();
  private final Line<W> noTenant;

  /** The lines whose first caller may hold a place, in the order of their turns. */
  private final Set<Line<W>> ready = new LinkedHashSet<>();

  private int free;
  private int waiting;
  private long meanHold;
  private boolean closed;

  /**
   * @param perTenant places that one tenant may hold at once
   * @param maxWaiting callers that may wait, of all tenants
   * @param nanos a clock for durations
   */
  FairQueue(int places, int perTenant, int maxWaiting, LongSupplier nanos) {
    this.places = places;
    this.perTenant = perTenant;
    this.maxWaiting = maxWaiting;
    this.tenantsWaiting = (int) Math.ceil((double) maxWaiting * perTenant / places);
    this.nanos = nanos;
    this.free = places;
    this.noTenant = new Line<>(Integer.MAX_VALUE, maxWaiting, 0);
  }

  /** Asks for a place, once; what is granted at once the caller must release. */
  synchronized Answer ask(Place<W> place) {
    if (place.standing != Place.Standing.OUTSIDE) {
      return Answer.GONE;
    }
    if (closed) {
      place.standing = Place.Standing.GONE;
      return Answer.CLOSED;
    }
    Line<W> line = lineOf(place);
    if (free > 0 && ready.isEmpty() && line.mayHoldMore()) {
      grant(line, place);
      return Answer.GRANTED;
    }
    if (!line.mayWait(maxWaiting - waiting)) {
      place.standing = Place.Standing.GONE;
      boolean ownDoing = line != noTenant && (line.hasWaiting() || !line.mayHoldMore());
      forgetIfIdle(place, line);
      return ownDoing ? Answer.TENANT_LIMITED : Answer.FULL;
    }
    line.join(place);
    waiting++;
    awaitTurn(line);
    return Answer.QUEUED;
  }

  /** The caller whose turn it is, if a place is free; it holds the place and must release it. */
  synchronized @Nullable W next() {
    if (free == 0 || ready.isEmpty()) {
      return null;
    }
    Line<W> line = ready.iterator().next();
    ready.remove(line);
    Place<W> place = line.first();
    waiting--;
    grant(line, place);
    awaitTurn(line);
    return place.caller;
  }

  /** Gives up waiting. Returns what its tenant has if it was waiting; null if it was not. */
  synchronized @Nullable Share leave(Place<W> place) {
    if (place.standing == Place.Standing.OUTSIDE) {
      place.standing = Place.Standing.GONE;
    }
    if (place.standing != Place.Standing.WAITING) {
      return null;
    }
    Line<W> line = lineOf(place);
    line.leave(place);
    waiting--;
    Share share = line.share(nanos.getAsLong());
    if (!line.isReady()) {
      ready.remove(line);
    }
    forgetIfIdle(place, line);
    return share;
  }

  /** Gives a place back. Returns false if it was not held; else {@link #next()} may have a turn. */
  synchronized boolean release(Place<W> place) {
    if (place.standing != Place.Standing.HOLDING) {
      return false;
    }
    Line<W> line = lineOf(place);
    meanHold = Line.mean(meanHold, line.release(place, nanos.getAsLong()));
    free++;
    awaitTurn(line);
    forgetIfIdle(place, line);
    return true;
  }

  /** Lets nobody in any more; returns who waited. What is held is still to be released. */
  synchronized List<W> close() {
    closed = true;
    List<W> sentAway = new ArrayList<>(waiting);
    noTenant.sendAway(sentAway::add);
    tenants.values().forEach(line -> line.sendAway(sentAway::add));
    tenants.values().removeIf(Line::isIdle);
    ready.clear();
    waiting = 0;
    return sentAway;
  }

  private void grant(Line<W> line, Place<W> place) {
    free--;
    line.hold(place, nanos.getAsLong());
  }

  /** A line that has its turn coming already keeps it; another one goes to the end. */
  private void awaitTurn(Line<W> line) {
    if (line.isReady()) {
      ready.add(line);
    }
  }

  private Line<W> lineOf(Place<W> place) {
    SchemaName tenant = place.tenant;
    if (tenant == null) {
      return noTenant;
    }
    Line<W> line = tenants.get(tenant);
    if (line == null) {
      line = new Line<>(perTenant, tenantsWaiting, meanHold);
      tenants.put(tenant, line);
    }
    return line;
  }

  private void forgetIfIdle(Place<W> place, Line<W> line) {
    SchemaName tenant = place.tenant;
    if (tenant != null && line.isIdle()) {
      tenants.remove(tenant);
    }
  }

  /** What the tenant has now. */
  synchronized Share share(SchemaName tenant) {
    Line<W> line = tenants.get(tenant);
    return (line == null ? new Line<W>(perTenant, tenantsWaiting, meanHold) : line)
        .share(nanos.getAsLong());
  }

  /** How many places are held. */
  synchronized int held() {
    return places - free;
  }

  /** How many callers wait. */
  synchronized int waiting() {
    return waiting;
  }

  /** How many tenants are known: those that hold or wait. */
  synchronized int tenants() {
    return tenants.size();
  }
}
