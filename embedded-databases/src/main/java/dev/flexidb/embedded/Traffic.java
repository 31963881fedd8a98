package dev.flexidb.embedded;

/**
 * What has passed through a {@link FaultProxy} since its counters were last reset. Bytes count when
 * they are handed on: those that are dropped never do, those that are held do later.
 *
 * <p>A round trip is a turn of the conversation as the client sees it: it has sent something, and
 * then something reaches it. Messages pipelined before the first answer comes are one, however many
 * they are. What the server says unasked is none. Its limits:
 *
 * <ul>
 *   <li>A client that sends again while the rest of an answer is still on its way counts one more,
 *       although it did not wait. On loopback this happens to pipelined messages that a driver
 *       writes one by one, because the first answer is so fast. Count with a {@linkplain
 *       FaultProxy#delay(java.time.Duration) delay} that is longer than the client's pauses.
 *   <li>Log-in and a TLS handshake count like everything else: {@linkplain
 *       FaultProxy#resetCounters() reset} after them.
 *   <li>A request without an answer is none; what the server says unasked is taken for the answer
 *       if a request is just then on its way.
 * </ul>
 *
 * @param bytesToServer bytes handed to the server
 * @param bytesToClient bytes handed to the client
 * @param roundTrips turns from client to server and back
 */
public record Traffic(long bytesToServer, long bytesToClient, long roundTrips) {}
