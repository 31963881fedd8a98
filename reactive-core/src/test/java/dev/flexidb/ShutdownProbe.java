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
      case "unhooked" -> askAtTheEnd(arguments[1]);
      case "close" -> ask(arguments[1]).close().block();
      default -> List.of(arguments).forEach(ShutdownProbe::ask);
    }
  }

  private static ShutdownHook hook() {
    return new ShutdownHook(
        () -> Mono.fromRunnable(() -> System.out.println("closed")), Duration.ofSeconds(10));
  }

  /** Asks in a hook of its own, when one that closes would have done so. */
  private static void askAtTheEnd(String url) {
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database("app", DatabaseConfig.of(url))
            .closeOnShutdown(false)
            .build();
    Mono<Integer> asked = db.get("app").sql("SELECT 1").mapValue(Integer.class).one();
    System.out.println(asked.block());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> System.out.println(Mono.delay(Duration.ofMillis(200)).then(asked).block())));
  }

  private static ReactiveFlexiDb ask(String url) {
    ReactiveFlexiDb db = ReactiveFlexiDb.builder().database("app", DatabaseConfig.of(url)).build();
    System.out.println(db.get("app").sql("SELECT 1").mapValue(Integer.class).one().block());
    return db;
  }
}
