package dev.flexidb.testing.junit;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.MissingLibraryException;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.testing.Product;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.opentest4j.TestAbortedException;

/** A fresh database of a server that all tests of this JVM share. Needs the optional module. */
final class EmbeddedPlace {

  private static final Set<Product> TOLD = ConcurrentHashMap.newKeySet();

  private EmbeddedPlace() {}

  static Place of(Product product) {
    try {
      TestDatabase database = DatabaseServers.shared(kind(product)).createDatabase();
      return new Place(DatabaseConfig.of(database.r2dbcUrl()), true, database::close);
    } catch (MissingLibraryException missing) {
      if ("true".equals(System.getenv("CI"))) {
        throw missing;
      }
      if (TOLD.add(product)) {
        // Build tools count skipped tests and keep the reason to themselves.
        System.err.println("Tests are skipped: " + missing.getMessage());
      }
      throw new TestAbortedException(missing.getMessage(), missing);
    }
  }

  private static DatabaseKind kind(Product product) {
    return switch (product) {
      case POSTGRESQL -> DatabaseKind.POSTGRESQL;
      case MYSQL -> DatabaseKind.MYSQL;
      case MARIADB -> DatabaseKind.MARIADB;
    };
  }
}
