package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;

/**
 * Settings of one database of which each may be right, but not beside the other: the one would do
 * nothing, unseen.
 */
final class Contradictions {

  private Contradictions() {}

  /**
   * Judges a config as a whole: while it is put together one setting may come before the other.
   *
   * @throws InvalidConfigurationException with the names of both
   */
  static void refuse(String database, DatabaseConfig config) {
    int maxPerTenant = config.pool().maxPerTenant();
    if (maxPerTenant > 0 && config.tenancy() instanceof Tenancy.None) {
      throw new InvalidConfigurationException(
          ("database \"%s\": pool maxPerTenant is %d and tenancy is none; without tenants it limits"
                  + " nobody: configure Tenancy.schemaPerTenant(), or remove maxPerTenant")
              .formatted(database, maxPerTenant));
    }
    Duration limit = config.statementTimeout();
    Duration hedgeAfter = config.replicas().hedgeAfter();
    if (!limit.isZero() && hedgeAfter.compareTo(limit) >= 0) {
      throw new InvalidConfigurationException(
          ("database \"%s\": hedgeAfter is %s and statementTimeout is %s; hedgeAfter must be below"
                  + " statementTimeout, or no read is ever sent twice")
              .formatted(database, hedgeAfter, limit));
    }
  }
}
