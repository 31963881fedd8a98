package dev.flexidb.examples.service.servers;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServerException;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts a PostgreSQL and a MariaDB where the configuration names no server, and names them there.
 * What is in them is gone when the service ends. Blocks.
 */
final class EmbeddedServers implements EnvironmentPostProcessor, Ordered {

  private static final String ORDERS = "flexidb.databases.orders.url";
  private static final String ANALYTICS = "flexidb.databases.analytics.url";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    if (Stream.of(ORDERS, ANALYTICS, "DATABASE_URL_ORDERS", "DATABASE_URL_ANALYTICS")
        .anyMatch(environment::containsProperty)) {
      return;
    }
    CompletableFuture<TestDatabase> mariadb =
        CompletableFuture.supplyAsync(() -> database(DatabaseKind.MARIADB));
    TestDatabase orders = database(DatabaseKind.POSTGRESQL);
    TestDatabase analytics = mariadb.join();
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "embedded servers",
                Map.of(ORDERS, orders.r2dbcUrl(), ANALYTICS, analytics.r2dbcUrl())));
    SpringApplication.getShutdownHandlers().add(() -> drop(orders));
    SpringApplication.getShutdownHandlers().add(() -> drop(analytics));
  }

  private static TestDatabase database(DatabaseKind kind) {
    return DatabaseServers.shared(kind).createDatabase();
  }

  private static void drop(TestDatabase database) {
    try {
      database.close();
    } catch (DatabaseServerException gone) {
      // A server of this JVM ends with it, maybe before this, and all that is in it too.
    }
  }

  /** Behind the files of the configuration. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
