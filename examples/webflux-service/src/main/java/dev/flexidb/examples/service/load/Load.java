package dev.flexidb.examples.service.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Customers of many shops, all at once, each of whom asks again as soon as an answer came. Every
 * row of every answer is looked at: it has to be of the shop that was asked.
 */
public final class Load {

  private static final String USAGE =
      """
      --url <url>      a service that runs; without it, one is started
      --tenants <n>    shops that sign up, and are removed at the end (50)
      --clients <n>    requests under way at any time (64)
      --warm-up <n>    seconds that are not counted (10)
      --seconds <n>    seconds that are (60)
      """;

  private static final int AT_ONCE = 4;

  private final List<Customer> customers;
  private final int clients;

  private Load(ServiceClient service, int tenants, int clients) {
    String run = UUID.randomUUID().toString().substring(0, 6);
    this.customers =
        IntStream.range(0, tenants)
            .mapToObj(shop -> new Customer(service, "load_%s_%03d".formatted(run, shop)))
            .toList();
    this.clients = clients;
  }

  /** Prints figures; ends with 1 if there was an error, or a row of another shop. */
  public static void main(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length || !USAGE.contains(args[i] + " ")) {
        System.err.println(USAGE);
        System.exit(2);
      }
      options.put(args[i], args[i + 1]);
    }
    boolean good;
    if (options.containsKey("--url")) {
      good = Boolean.TRUE.equals(run(String.valueOf(options.get("--url")), options).block());
    } else {
      try (ServiceProcess process = ServiceProcess.start()) {
        process.firstAnswer().block();
        good = Boolean.TRUE.equals(run(process.url(), options).block());
      }
    }
    System.exit(good ? 0 : 1);
  }

  private static Mono<Boolean> run(String url, Map<String, String> options) {
    int clients = number(options, "--clients", 64);
    Load load =
        new Load(new ServiceClient(url, clients), number(options, "--tenants", 50), clients);
    return load.run(
        Duration.ofSeconds(number(options, "--warm-up", 10)),
        Duration.ofSeconds(number(options, "--seconds", 60)));
  }

  private static int number(Map<String, String> options, String name, int usual) {
    String given = options.get(name);
    return given == null ? usual : Integer.parseUnsignedInt(given);
  }

  /** Whether all was well. */
  private Mono<Boolean> run(Duration warmUp, Duration time) {
    Findings unseen = new Findings();
    Findings findings = new Findings();
    return Flux.usingWhen(
            Flux.fromIterable(customers).flatMap(Customer::signUp, AT_ONCE).then(Mono.just(true)),
            ready ->
                phase(warmUp, unseen)
                    .then(phase(time, findings))
                    .then(
                        Flux.fromIterable(customers)
                            .flatMap(Customer::missing, AT_ONCE)
                            .reduce(0L, Long::sum)),
            ready -> Flux.fromIterable(customers).flatMap(Customer::leave, AT_ONCE).then())
        .single()
        .map(
            missing -> {
              if (!unseen.isGood()) {
                System.out.println("to warm up: " + unseen.tell(customers.size(), clients, warmUp));
              }
              System.out.println(findings.tell(customers.size(), clients, time));
              System.out.printf("orders that were placed and are not there: %d%n", missing);
              return findings.isGood() && unseen.isGood() && missing == 0;
            });
  }

  private Mono<Void> phase(Duration time, Findings findings) {
    return Mono.defer(
        () -> {
          long end = System.nanoTime() + time.toNanos();
          return Flux.range(0, clients)
              .flatMap(
                  client ->
                      Mono.defer(() -> findings.watch(Customer.anyOf(customers)::visit))
                          .repeat(() -> System.nanoTime() - end < 0),
                  clients)
              .then();
        });
  }
}
