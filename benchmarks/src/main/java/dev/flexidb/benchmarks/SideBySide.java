package dev.flexidb.benchmarks;

import dev.flexidb.PoolConfig;
import dev.flexidb.benchmarks.claims.Claim;
import dev.flexidb.benchmarks.claims.Link;
import dev.flexidb.benchmarks.claims.ManyTexts;
import dev.flexidb.benchmarks.claims.MariaDbTenants;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
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
  private static final int KEYS = 100;

  private final Options options;
  private final Function<DatabaseKind, DatabaseServer> servers;

  SideBySide(Options options, Function<DatabaseKind, DatabaseServer> servers) {
    this.options = options;
    this.servers = servers;
  }

  /** Run it without arguments, or with those that it names when they are wrong. */
  public static void main(String[] args) throws IOException {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    try (Servers servers = new Servers()) {
      String tables = new SideBySide(options, servers).run(System.out::println).block();
      Files.createDirectories(options.out().toAbsolutePath().getParent());
      Files.writeString(options.out(), tables);
      System.out.println("Written to " + options.out().toAbsolutePath());
    }
  }

  /** Measures one after the other, and tells each table as soon as it is there. */
  Mono<String> run(Consumer<String> listener) {
    return Flux.just(header())
        .concatWith(Flux.fromIterable(claims()).concatMap(this::measured))
        .doOnNext(listener)
        .reduce((before, next) -> before + "\n" + next);
  }

  private List<Claim> claims() {
    int tenants = options.tenants();
    return Stream.<Claim>of(
            new TenantReads(tenants),
            new TenantWrites(tenants),
            new ManyTexts(options.texts(), tenants),
            new ManyTexts(options.texts(), 10 * tenants),
            new MariaDbTenants(tenants, false),
            new MariaDbTenants(tenants, true))
        .filter(claim -> isChosen(claim.name(), options.only()))
        .toList();
  }

  private static boolean isChosen(String name, List<String> beginnings) {
    return beginnings.isEmpty() || beginnings.stream().anyMatch(name::startsWith);
  }

  private Flux<String> measured(Claim claim) {
    return Flux.fromIterable(Arrays.asList(Link.values()))
        .filter(link -> isChosen(link.toString(), options.links()))
        .concatMap(link -> measured(claim, link));
  }

  private Mono<String> measured(Claim claim, Link link) {
    Mono<Site> site =
        Mono.fromCallable(() -> Site.open(servers.apply(claim.server()), link, claim.tenants()))
            .subscribeOn(Schedulers.boundedElastic());
    return Mono.usingWhen(
        site,
        open ->
            open.version()
                .flatMap(
                    version ->
                        compared(claim, open)
                            .map(comparison -> section(claim, link, version, comparison))),
        open -> open.close().subscribeOn(Schedulers.boundedElastic()));
  }

  private Mono<Comparison> compared(Claim claim, Site site) {
    Load load = new Load(IN_FLIGHT, claim.tenants(), KEYS, options.operations(), options.time());
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
