package dev.flexidb.routing;

import java.time.Duration;

/**
 * How reads are spread over replicas.
 *
 * @param leastInFlight whether the replica with the fewest callers is chosen, or each in its turn
 * @param fallsBack whether the primary takes what no replica does
 * @param causalWait how long to wait for a replica that shows the reader's own writes
 * @param hedgeAfter when a read that is not answered is sent to another server; zero for never
 * @param hedgeShare the most that may be sent again, as a part of all reads
 */
public record ReadPolicy(
    boolean leastInFlight,
    boolean fallsBack,
    Duration causalWait,
    Duration hedgeAfter,
    double hedgeShare) {

  static final ReadPolicy NONE = new ReadPolicy(false, true, Duration.ZERO, Duration.ZERO, 0);
}
