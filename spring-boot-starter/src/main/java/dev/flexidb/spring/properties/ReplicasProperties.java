package dev.flexidb.spring.properties;

import static dev.flexidb.spring.properties.Given.or;

import dev.flexidb.Balance;
import dev.flexidb.Fallback;
import dev.flexidb.ReplicasConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReplicasConfig} without its replicas, as far as it is set. Immutable.
 *
 * @param balance Which replica takes the next read.
 * @param fallback What becomes of a read that no replica takes.
 * @param causalWait How long a read that is to see its own request's writes waits for a replica.
 * @param hedgeAfter When a read that is not answered is sent to another server too; zero for never.
 * @param hedgeShare The most reads that are sent twice, as a part of all.
 */
public record ReplicasProperties(
    @Nullable Balance balance,
    @Nullable Fallback fallback,
    @Nullable Duration causalWait,
    @Nullable Duration hedgeAfter,
    @Nullable Double hedgeShare)
    implements Overrides<ReplicasConfig> {

  @Override
  public ReplicasConfig over(ReplicasConfig base) {
    return new ReplicasConfig(
        base.origins(),
        or(balance, base.balance()),
        or(fallback, base.fallback()),
        or(causalWait, base.causalWait()),
        or(hedgeAfter, base.hedgeAfter()),
        or(hedgeShare, base.hedgeShare()));
  }
}
