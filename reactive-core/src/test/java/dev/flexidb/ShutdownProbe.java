package dev.flexidb;

import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** The main class of another JVM in tests: does its work and returns, closing nothing. */
final class ShutdownProbe {

  private ShutdownProbe() {}

  public static void main(String[] arguments) {
    switch (arguments[0]) {
      case "hook" -> hook();
      case "removed" -> hook().remove();
      case "close" -> ask(arguments[1]).close().block();
      default -> List.of(arguments).forEach(ShutdownProbe::ask);
    }
  }

  private static ShutdownHook hook() {
    return new ShutdownHook(
        () -> Mono.fromRunnable(() -> System.out.println("closed")), Duration.ofSeconds(10));
  }

  private static ReactiveFlexiDb ask(String url) {
    ReactiveFlexiDb db = ReactiveFlexiDb.builder().database("app", DatabaseConfig.of(url)).build();
    System.out.println(db.get("app").sql("SELECT 1").mapValue(Integer.class).one().block());
    return db;
  }
}
