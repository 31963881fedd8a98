package dev.flexidb.benchmarks;

import dev.flexidb.benchmarks.resilience.DeadNeighbour;
import dev.flexidb.benchmarks.resilience.Flood;
import dev.flexidb.benchmarks.resilience.HalfOpen;
import dev.flexidb.benchmarks.resilience.Overload;
import dev.flexidb.benchmarks.resilience.Report;
import dev.flexidb.benchmarks.resilience.Restart;
import dev.flexidb.benchmarks.resilience.Scenario;
import dev.flexidb.benchmarks.resilience.Soak;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What databases that fail cost their callers, on real servers; prints Markdown tables. */
public final class Resilience {

  private final ResilienceOptions options;
  private final Map<String, Supplier<Scenario>> scenarios;

  /**
   * Starts nothing.
   *
   * @throws IllegalArgumentException if the options choose what is not there
   */
  Resilience(ResilienceOptions options, Function<DatabaseKind, DatabaseServer> servers) {
    this.options = options;
    this.scenarios = scenarios(options, servers);
    for (String chosen : options.only()) {
      if (!scenarios.containsKey(chosen)) {
        throw new IllegalArgumentException(
            "'%s' is none of %s".formatted(chosen, scenarios.keySet()));
      }
    }
  }

  private static Map<String, Supplier<Scenario>> scenarios(
      ResilienceOptions options, Function<DatabaseKind, DatabaseServer> servers) {
    Map<String, Supplier<Scenario>> all = new LinkedHashMap<>();
    all.put(
        "restart",
        () ->
            new Restart(
                options.server(), options.rate(500), options.time(10), options.time(15), false));
    all.put(
        "crash",
        () ->
            new Restart(
                options.server(), options.rate(500), options.time(10), options.time(15), true));
    all.put(
        "dead-neighbour",
        () ->
            new DeadNeighbour(
                servers.apply(options.server()),
                options.rate(300),
                options.time(5),
                options.rounds()));
    all.put("half-open", () -> new HalfOpen(servers.apply(options.server()), 1_000));
    all.put(
        "flood",
        () ->
            new Flood(
                servers.apply(options.server()),
                options.rate(10),
                options.time(5),
                options.rounds()));
    all.put(
        "overload",
        () -> new Overload(servers.apply(options.server()), options.time(5), options.time(60)));
    all.put(
        "soak",
        () -> new Soak(servers.apply(options.server()), options.rate(100), options.soak(), 240));
    return all;
  }

  /** Run it without arguments, or with those that it names when they are wrong. */
  public static void main(String[] args) {
    boolean passed;
    try (Servers servers = new Servers()) {
      Resilience resilience = new Resilience(ResilienceOptions.parse(args), servers);
      System.out.printf("Machine: %s%n%n", Machine.description());
      passed =
          Boolean.TRUE.equals(
              resilience
                  .reports()
                  .doOnNext(report -> System.out.println(report.toMarkdown()))
                  .all(Report::passed)
                  .block());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + ResilienceOptions.USAGE);
      System.exit(2);
      return;
    }
    System.exit(passed ? 0 : 1);
  }

  /** One scenario after the other. */
  Flux<Report> reports() {
    List<String> chosen =
        options.only().isEmpty() ? List.copyOf(scenarios.keySet()) : options.only();
    return Flux.fromIterable(chosen)
        .concatMap(
            name ->
                Mono.defer(() -> Objects.requireNonNull(scenarios.get(name)).get().run())
                    .subscribeOn(Schedulers.boundedElastic()));
  }
}
