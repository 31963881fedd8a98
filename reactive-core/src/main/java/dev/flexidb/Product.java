package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Which product a server turned out to be, whatever its driver is for; a replica's has to be its
 * primary's. Thread-safe.
 */
final class Product {

  private final String database;
  private final String server;
  private final @Nullable Product primary;
  private volatile @Nullable String found;

  private Product(String database, String server, @Nullable Product primary) {
    this.database = database;
    this.server = server;
    this.primary = primary;
  }

  static Product ofPrimary(String database, String server) {
    return new Product(database, server, null);
  }

  static Product ofReplica(String database, String server, Product primary) {
    return new Product(database, server, primary);
  }

  /**
   * A connection was opened, and leads there.
   *
   * @throws InvalidConfigurationException of a replica that is known to be another product than its
   *     primary
   */
  void found(String product) {
    found = product;
    require();
  }

  /** False as soon as it is known to be another one than its primary. */
  boolean fits() {
    String own = found;
    String other = primary == null ? null : primary.found;
    return own == null || other == null || own.equals(other);
  }

  /**
   * That it fits.
   *
   * @throws InvalidConfigurationException if it does not
   */
  void require() {
    if (!fits() && primary != null) {
      throw new InvalidConfigurationException(
          "database \"%s\": its primary is %s and its replica %s is %s; a replica has the primary's data"
              .formatted(database, primary.found, server, found));
    }
  }
}
