package dev.flexidb.spring.properties;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application tells of its databases. Immutable.
 *
 * @param includeSql Whether the span of a statement holds its text, without what was bound. What
 *     stands in it as a literal is shown.
 * @param slowStatement How long a statement may take before the log warns of it, with its text and
 *     without what was bound. Never, if it is not set.
 * @param auditStatements Whether statements are audited, too, by their kinds and not their texts.
 * @param tenantCounts How often tenants are counted at most, while somebody reads the meter of
 *     them.
 */
public record ObserveProperties(
    @DefaultValue("false") boolean includeSql,
    @Nullable Duration slowStatement,
    @DefaultValue("false") boolean auditStatements,
    @DefaultValue("1m") Duration tenantCounts) {

  /** Rejects what cannot be right. */
  public ObserveProperties {
    requireTime("slow-statement", slowStatement);
    requireTime("tenant-counts", tenantCounts);
  }

  private static void requireTime(String name, @Nullable Duration time) {
    if (time != null && time.isNegative()) {
      throw new InvalidConfigurationException(
          "flexidb.observe.%s is %s; it must not be negative".formatted(name, time));
    }
  }
}
