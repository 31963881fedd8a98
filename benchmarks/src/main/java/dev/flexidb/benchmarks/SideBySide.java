package dev.flexidb.benchmarks;

import dev.flexidb.PoolConfig;
import dev.flexidb.benchmarks.claims.Claim;
import dev.flexidb.benchmarks.claims.Link;
import dev.flexidb.benchmarks.claims.ManyTexts;
import dev.flexidb.benchmarks.claims.MariaDbTenants;
import dev.flexidb.benchmarks.claims.ServiceReads;
import dev.flexidb.benchmarks.claims.Site;
import dev.flexidb.benchmarks.claims.TenantReads;
import dev.flexidb.benchmarks.claims.TenantWrites;
import dev.flexidb.benchmarks.runner.Comparison;
import dev.flexidb.benchmarks.runner.Load;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Measures what we claim of statements beside the bare driver and beside what people do without us,
 * on real servers, and prints Markdown tables.
 *
 * <p>All cases of a claim run in this one process, in turns. Every answer is checked: a row of
 * another tenant ends the run.
 */
public final class SideBySide {

  private static final int IN_FLIGHT = 64;

  private final Options options;

  private final List<Claim> claims;
  private final List<Link> links;

  /**
   * Starts nothing.
   *
   * @throws IllegalArgumentException if the options choose what is not there
   */
  SideBySide(Options options) {
    this.options = options;
    this.claims = claims(options);
    this.links = chosen(options.links(), List.of(Link.values()), Link::toString);
  }

  /** Run it without arguments, or with those that it names when they are wrong. */
  public static void main(String[] args) throws IOException {
    SideBySide benchmark;
    try {
      benchmark = new SideBySide(Options.parse(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    try (Servers servers = new Servers()) {
      String tables = benchmark.run(servers, System.out::println).block();
      Path file = benchmark.options.out().toAbsolutePath();
      Files.createDirectories(file.getParent());
      Files.writeString(file, tables);
      System.out.println("Written to " + file);
    }
  }

  /** Measures one claim after the other, and tells each table as soon as it is there. */
  Mono<String> run(Function<DatabaseKind, DatabaseServer> servers, Consumer<String> listener) {
    return Flux.just(header())
        .concatWith(Flux.fromIterable(claims).concatMap(claim -> measured(claim, servers)))
        .doOnNext(listener)
        .reduce((before, next) -> before + "\n" + next);
  }

  private static List<Claim> claims(Options options) {
    int tenants = options.tenants();
    return chosen(
        options.only(),
        List.of(
            new TenantReads(tenants),
            new TenantWrites(tenants),
            new ManyTexts(options.texts(), tenants),
            new ManyTexts(options.texts(), 10 * tenants),
            new MariaDbTenants(tenants, false),
            new MariaDbTenants(tenants, true),
            new ServiceReads(tenants)),
        Claim::name);
  }

  private static <T> List<T> chosen(
      List<String> beginnings, List<T> all, Function<? super T, String> name) {
    if (beginnings.isEmpty()) {
      return all;
    }
    for (String beginning : beginnings) {
      if (all.stream().map(name).noneMatch(known -> known.startsWith(beginning))) {
        throw new IllegalArgumentException(
            "'%s' is none of %s".formatted(beginning, all.stream().map(name).toList()));
      }
    }
    return all.stream()
        .filter(one -> beginnings.stream().anyMatch(name.apply(one)::startsWith))
        .toList();
  }

  private Flux<String> measured(Claim claim, Function<DatabaseKind, DatabaseServer> servers) {
    return Flux.fromIterable(links)
        .concatMap(
            link ->
                Mono.usingWhen(
                    onWaitingThread(() -> open(claim, link, servers)),
                    site -> measured(claim, link, site),
                    Site::close));
  }

  private static Site open(Claim claim, Link link, Function<DatabaseKind, DatabaseServer> servers) {
    return Site.open(servers.apply(claim.server()), link, claim.tenants());
  }

  private static <T> Mono<T> onWaitingThread(Callable<T> work) {
    return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
  }

  private Mono<String> measured(Claim claim, Link link, Site site) {
    return site.version()
        .flatMap(
            version ->
                compared(claim, site).map(comparison -> section(claim, link, version, comparison)));
  }

  private Mono<Comparison> compared(Claim claim, Site site) {
    Load load =
        new Load(IN_FLIGHT, claim.tenants(), Site.KEYS, options.operations(), options.time());
    return Mono.defer(
        () ->
            Comparison.of(
                claim.cases(site), load, site.gauges(), options.warmUps(), options.rounds()));
  }

  private String header() {
    return """
        Machine: %s

        The same in all cases: pool of %d, %d in flight in a closed loop, tenant and row at random; %d \
        rounds of %d s each after %d to warm up, interleaved. Figures are medians of the rounds; the \
        share of the baseline is that of the rounds of the same turn, with the lowest and the highest.
        """
        .formatted(
            Machine.description(),
            PoolConfig.DEFAULTS.maxSize(),
            IN_FLIGHT,
            options.rounds(),
            options.time().toSeconds(),
            options.warmUps());
  }

  private static String section(Claim claim, Link link, String version, Comparison comparison) {
    return "### %s, %s\n\n%s. %s.\n\n%s\n%s"
        .formatted(
            claim.name(),
            link,
            claim.title(),
            version,
            comparison.toMarkdown(),
            String.format(
                Locale.ROOT,
                "%,d answers checked, none of them another tenant's.%n",
                comparison.operations()));
  }
}
