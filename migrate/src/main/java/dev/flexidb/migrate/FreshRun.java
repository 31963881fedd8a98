package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationEvent.Planned;
import dev.flexidb.tenant.SchemaName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Empties schemas of one database, and migrates them as if they were new. */
final class FreshRun {

  private final Worker worker;
  private final Site site;
  private final List<MigrationSet> sets;
  private final Schemas schemas;
  private final MigrationOptions options;

  /**
   * @param sets of the domains that are meant
   */
  FreshRun(
      Worker worker,
      Site site,
      List<MigrationSet> sets,
      Schemas schemas,
      MigrationOptions options) {
    this.worker = worker;
    this.site = site;
    this.sets = sets;
    this.schemas = schemas;
    this.options = options;
    // Each domain has a leader while schemas are emptied.
    site.atOnce(Math.min(options.concurrency() + sets.size(), MigrationOptions.MOST_AT_ONCE));
  }

  /**
   * A schema is emptied of all its domains, and tenants may build on what they share.
   *
   * @param known all domains of the database
   * @throws InvalidConfigurationException if less is meant
   */
  FreshRun requireWhole(MigrationScope scope, List<String> known, MigrationSources sources) {
    List<String> meant = sets.stream().map(MigrationSet::domain).toList();
    boolean withShared = sets.stream().anyMatch(set -> !set.isForTenants());
    List<String> whole =
        withShared ? known : known.stream().filter(sources.tenantDomains()::contains).toList();
    if (!meant.containsAll(whole)) {
      throw new InvalidConfigurationException(
          "database \"%s\": the domains %s cannot be emptied one without the other; name all of them, or none"
              .formatted(site.name(), Quoted.names(whole)));
    }
    if (withShared && !scope.tenants().isEmpty()) {
      throw new InvalidConfigurationException(
          "database \"%s\": what tenants share is emptied together with all of them; name no tenant, or no domain"
              .formatted(site.name()));
    }
    return this;
  }

  /** The schemas of each domain, found before they are emptied, which hides tenants. */
  private record Work(MigrationSet set, List<String> schemas) {}

  Flux<MigrationEvent> events() {
    return worker
        .<List<Work>>call(this::found)
        .flatMapMany(
            works ->
                options.dryRun()
                    ? planned(works)
                    : emptied(works).thenMany(Flux.defer(() -> migrated(works))));
  }

  private List<Work> found() throws SQLException {
    List<Work> works = new ArrayList<>();
    for (MigrationSet set : sets) {
      List<String> of = schemas.of(site, set);
      of.stream().filter(FreshRun::isTheServers).findFirst().ifPresent(this::refuse);
      works.add(new Work(set, of));
    }
    return works;
  }

  private static boolean isTheServers(String schema) {
    return SchemaName.isReserved(schema) && !schema.equals("public");
  }

  private void refuse(String schema) {
    throw new InvalidConfigurationException(
        "database \"%s\": the schema \"%s\" is the server's own and is not emptied"
            .formatted(site.name(), schema));
  }

  private Flux<MigrationEvent> planned(List<Work> works) {
    return Flux.fromIterable(works)
        .concatMap(
            work -> {
              List<String> scripts = SchemaPlan.ofNew(work.set()).files().toList();
              int count = work.schemas().size();
              return Flux.fromIterable(work.schemas())
                  .<MigrationEvent>map(schema -> new Planned(target(work, schema), scripts))
                  .concatWithValues(
                      new Finished(
                          site.name(),
                          work.set().domain(),
                          OptionalInt.empty(),
                          new Tally(count, count, options).progress()));
            });
  }

  private Flux<MigrationEvent> migrated(List<Work> works) {
    Foundations foundations = new Foundations();
    return Flux.fromIterable(works)
        .concatMap(
            work ->
                new MigrationRun(
                        worker,
                        site,
                        work.set(),
                        (anySite, anySet) -> work.schemas(),
                        options,
                        foundations)
                    .events());
  }

  private Mono<Void> emptied(List<Work> works) {
    Function<Worker, Flux<Boolean>> work = under -> emptied(under, works);
    for (MigrationSet set : sets) {
      Function<Worker, Flux<Boolean>> inner = work;
      work =
          under -> new Leadership(under, site, set.domain(), options.leadTimeout()).during(inner);
    }
    return work.apply(worker).then();
  }

  /** The tenants' first, as they may hold on to what they share. */
  private Flux<Boolean> emptied(Worker under, List<Work> works) {
    List<Work> tenants = works.stream().filter(work -> work.set().isForTenants()).toList();
    List<Work> shared = works.stream().filter(work -> !work.set().isForTenants()).toList();
    Flux<Boolean> work =
        tenants.isEmpty()
            ? Flux.empty()
            : Flux.fromIterable(tenants.get(0).schemas())
                .flatMap(schema -> emptied(under, tenants, schema), options.concurrency());
    if (!shared.isEmpty()) {
      String home = shared.get(0).schemas().get(0);
      work = work.concatWith(unlessStopped(under, () -> emptyHome(home)));
    }
    return work;
  }

  private static Mono<Boolean> unlessStopped(Worker under, Callable<Boolean> work) {
    return under.call(() -> !under.isStopping() && work.call());
  }

  private Mono<Boolean> emptied(Worker under, List<Work> tenants, String schema) {
    return unlessStopped(
        under,
        () -> {
          empty(schema);
          Ledger ledger = new Ledger(site.dialect(), site.home());
          return site.with(
              connection -> {
                for (Work work : tenants) {
                  // With its history, if an empty one, it is known to be a tenant's.
                  for (String statement :
                      site.dialect().createHistory(schema, work.set().table())) {
                    Sql.run(connection, statement);
                  }
                }
                if (ledger.exists(connection)) {
                  ledger.undo(connection, schema);
                }
                return true;
              });
        });
  }

  /** Which tenants there are is known afterwards as it was before. */
  private boolean emptyHome(String home) throws SQLException {
    Registry registry = Registry.of(site);
    List<Tenant> tenants =
        site.with(
            connection ->
                registry.exists(connection) ? registry.all(connection) : List.<Tenant>of());
    empty(home);
    return site.with(
        connection -> {
          if (!tenants.isEmpty()) {
            registry.create(connection);
          }
          for (Tenant tenant : tenants) {
            registry.insert(connection, tenant);
          }
          return true;
        });
  }

  private void empty(String schema) throws SQLException {
    try {
      Flyway.configure(FreshRun.class.getClassLoader())
          .dataSource(site.forFlyway(options.lockTimeout()))
          .defaultSchema(schema)
          .schemas(schema)
          .createSchemas(false)
          .cleanDisabled(false)
          .locations(new String[0])
          .load()
          .clean();
    } catch (FlywayException failed) {
      throw FlywayFailure.of(failed, site.dialect(), new SchemaTarget(site.name(), "*", schema));
    }
  }

  private SchemaTarget target(Work work, String schema) {
    return work.set().target(schema);
  }
}
