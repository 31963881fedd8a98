package dev.flexidb.embedded;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * When a {@link FaultProxy} cuts a connection. Immutable.
 *
 * <p>What is counted or looked for begins with the bytes that pass after {@link FaultProxy#cut} is
 * called, on each connection apart. A pattern is found also where it lies across packets. Each of
 * its characters stands for one byte, so binary protocols can be spelled ({@code "\0"}, {@code
 * "\u00ff"}). It does not match what is encrypted or compressed.
 */
public final class Cut {

  final Direction direction;
  final boolean atAnswer;
  private final String description;
  private final Supplier<Watch> watch;

  private Cut(Direction direction, boolean atAnswer, String description, Supplier<Watch> watch) {
    this.direction = direction;
    this.atAnswer = atAnswer;
    this.description = description;
    this.watch = watch;
  }

  /**
   * When exactly so many bytes have passed in a direction.
   *
   * @throws IllegalArgumentException unless there is at least one
   */
  public static Cut after(Direction direction, long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes is %d; give at least 1".formatted(bytes));
    }
    return new Cut(direction, false, "after %d bytes".formatted(bytes), () -> Watch.after(bytes));
  }

  /**
   * Before a pattern is complete: all that precedes its last byte passes, so that no receiver sees
   * the whole message.
   *
   * @throws IllegalArgumentException if the pattern is empty or has a character above U+00FF
   */
  public static Cut before(Direction direction, String pattern) {
    byte[] bytes = bytes(pattern);
    return new Cut(
        direction, false, "before '%s'".formatted(pattern), () -> Watch.pattern(bytes, false));
  }

  /**
   * Behind a pattern: its last byte is the last that passes. For a receiver to act on the message
   * the pattern must contain the message's end; compare {@link #answerTo}.
   *
   * @throws IllegalArgumentException if the pattern is empty or has a character above U+00FF
   */
  public static Cut behind(Direction direction, String pattern) {
    byte[] bytes = bytes(pattern);
    return new Cut(
        direction, false, "behind '%s'".formatted(pattern), () -> Watch.pattern(bytes, true));
  }

  /**
   * When the server answers a request that contains a pattern: the request passes, the server acts
   * on it, and the first bytes it sends afterwards are lost with the connection. That is how an
   * answer to COMMIT gets lost.
   *
   * @throws IllegalArgumentException if the pattern is empty or has a character above U+00FF
   */
  public static Cut answerTo(String pattern) {
    byte[] bytes = bytes(pattern);
    return new Cut(
        Direction.TO_SERVER,
        true,
        "at the answer to '%s'".formatted(pattern),
        () -> Watch.pattern(bytes, true));
  }

  Watch watch() {
    return watch.get();
  }

  private static byte[] bytes(String pattern) {
    if (pattern.isEmpty() || pattern.chars().anyMatch(character -> character > 0xff)) {
      throw new IllegalArgumentException(
          "pattern is '%s'; give at least one character, none above U+00FF".formatted(pattern));
    }
    return pattern.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return "%s %s".formatted(direction, description);
  }
}
