package dev.flexidb.testing.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.flexidb.Database;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.TenantStepVerifier;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs tests where the optional modules are not on the class path, and prints how they ended. */
final class WithoutThem {

  private WithoutThem() {}

  /** What it finds among the migrations is left alone. */
  @FlexiDbTest(
      @WithDatabase(
          value = "shop",
          url = "${flexidb.sample.url}",
          sql = "CREATE TABLE orders (id int)"))
  static class OnAUrl {
    @Test
    void hasATenant(Database shop, SchemaName tenant) {
      TenantStepVerifier.create(
              shop.sql("SELECT count(*) FROM orders").mapValue(Long.class).one(), tenant)
          .expectNext(0L)
          .verifyComplete();
    }
  }

  @FlexiDbTest
  static class Embedded {
    @Test
    void hasNoServer(SchemaName tenant) {}
  }

  public static void main(String[] arguments) {
    Events events =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(arguments[0].equals("url") ? OnAUrl.class : Embedded.class))
            .execute()
            .testEvents();
    events.failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable())
        .forEach(error -> System.out.println(error.orElse(null)));
    System.out.printf(
        "succeeded %d, failed %d%n", events.succeeded().count(), events.failed().count());
    System.exit(0);
  }
}
