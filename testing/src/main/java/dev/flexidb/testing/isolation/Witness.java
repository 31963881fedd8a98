package dev.flexidb.testing.isolation;

import dev.flexidb.tenant.SchemaName;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A tenant, and the marks by which its rows are known.
 *
 * @param mark what the rows of all its runs hold
 * @param seen how often it saw its own
 */
record Witness(SchemaName tenant, String mark, AtomicInteger seen) {

  Witness(SchemaName tenant, String mark) {
    this(tenant, mark, new AtomicInteger());
  }

  /** What the rows of one run hold. */
  String marker(int run) {
    return mark + run;
  }

  /** Looks at a value, and says whether it is the other's. */
  boolean isForeign(Object value, Witness other) {
    String text = text(value);
    if (text.contains(mark)) {
      seen.incrementAndGet();
    }
    return text.contains(other.mark);
  }

  static String text(Object value) {
    return value instanceof Object[] array ? Arrays.deepToString(array) : value.toString();
  }
}
