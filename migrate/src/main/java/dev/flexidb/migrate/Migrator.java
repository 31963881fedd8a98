package dev.flexidb.migrate;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.migrate.RunId.Kind;
import dev.flexidb.migrate.Schemas.TenantSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.api.FlywayException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Migrates databases, domain by domain, and the schemas of their tenants. Thread-safe; it opens
 * nothing before it is asked, waits for JDBC on threads of its own, and is to be closed.
 *
 * <pre>{@code
 * Migrator migrator = Migrator.of(Map.of("user", config), MigrationSources.DEFAULTS);
 * migrator.migrate(MigrationScope.ALL, MigrationOptions.DEFAULTS).subscribe(System.out::println);
 * }</pre>
 *
 * <p>A schema that is up to date is not touched, so whatever ended a run, the next one goes on from
 * there. On PostgreSQL a schema is migrated in one transaction as far as its scripts can be; on
 * MySQL and MariaDB each statement stays, and what fails half-way is told and left alone until
 * {@link #repair}.
 */
public final class Migrator {

  private static final int THREADS = 2 * MigrationOptions.MOST_AT_ONCE;

  private final Sites sites;
  private final TenantSource tenants;
  private final ToldRuns runs;
  private final Worker worker = new Worker(THREADS);

  /** Of their own, as each holds a connection while it waits for others. */
  private final Worker changes = new Worker(Site.CHANGES);

  private final AtomicBoolean closed = new AtomicBoolean();

  private Migrator(Sites sites, TenantSource tenants, ToldRuns runs) {
    this.sites = sites;
    this.tenants = tenants;
    this.runs = runs;
  }

  /**
   * For these databases, by name.
   *
   * @throws InvalidConfigurationException at once, if one has no JDBC URL and none can be made
   */
  public static Migrator of(Map<String, DatabaseConfig> databases, MigrationSources sources) {
    return of(databases, sources, List.of());
  }

  /**
   * The same, whose runs listeners are told of.
   *
   * @throws InvalidConfigurationException at once, if one has no JDBC URL and none can be made
   */
  public static Migrator of(
      Map<String, DatabaseConfig> databases,
      MigrationSources sources,
      List<MigrationListener> listeners) {
    return of(
        databases,
        sources,
        site -> new Tenants(site, sources).schemasToMigrate(),
        new ToldRuns(listeners));
  }

  /**
   * @param tenants where the tenants of a database are known
   */
  static Migrator of(
      Map<String, DatabaseConfig> databases, MigrationSources sources, TenantSource tenants) {
    return of(databases, sources, tenants, new ToldRuns(List.of()));
  }

  private static Migrator of(
      Map<String, DatabaseConfig> databases,
      MigrationSources sources,
      TenantSource tenants,
      ToldRuns runs) {
    return new Migrator(Sites.of(databases, sources), tenants, runs);
  }

  /**
   * Applies what is missing, all of one call in one numbered batch for each database and domain.
   *
   * <p>Databases are migrated side by side, the domains of each one after the other: {@code public}
   * first, the tenants' last; where one that tenants share fails, those behind it are not begun.
   * What happens to a schema is an event; the others go on, as far as the options allow. Errors
   * before anything is touched: {@link dev.flexidb.error.UnknownDatabaseException}, {@link
   * UnknownDomainException}, {@link NoTenantException} for a tenant that is named and has never
   * been there, {@link InvalidMigrationsException}; later with {@link
   * dev.flexidb.error.ConnectFailedException} if a server cannot be reached, and {@link
   * MigrationBusyException}. A cancel begins no other schema, and lets those in hand end, before
   * which no other node works on the domain.
   */
  public Flux<MigrationEvent> migrate(MigrationScope scope, MigrationOptions options) {
    Schemas schemas = Schemas.of(scope, tenants);
    return runs.told(
        Kind.MIGRATE,
        options,
        Flux.defer(
            () -> {
              Foundations foundations = new Foundations();
              return each(
                  scope,
                  options.concurrency(),
                  (site, set) ->
                      new MigrationRun(worker, site, set, schemas, options, foundations).events());
            }));
  }

  /**
   * How each schema stands; nothing is changed. Errors as {@link #migrate} does before anything is
   * touched.
   */
  public Flux<SchemaStatus> status(MigrationScope scope) {
    Schemas schemas = Schemas.of(scope, tenants);
    return each(
        scope,
        1,
        (site, set) ->
            worker
                .<Survey>call(
                    () ->
                        Survey.of(
                            site,
                            set,
                            schemas.of(site, set),
                            MigrationOptions.DEFAULTS.lockTimeout()))
                .flatMapIterable(SchemaStatus::of));
  }

  /**
   * The schemas whose history does not fit the files, or where a migration failed half-way; none if
   * all is well. What is merely behind is well.
   */
  public Flux<SchemaStatus> validate(MigrationScope scope) {
    return status(scope).filter(status -> !status.isValid());
  }

  /**
   * Undoes the last batch of a domain, newest migration first, in one transaction for each schema
   * on PostgreSQL. Events are those of {@link #migrate}.
   *
   * <p>Errors with {@link MissingUndoException} before anything is touched if a migration has no
   * {@code U} script. Completes without a schema if there is no batch.
   */
  public Flux<MigrationEvent> rollback(String database, String domain, MigrationOptions options) {
    return undone(Kind.ROLLBACK, database, domain, RollbackRun.LAST_BATCH, options);
  }

  /**
   * Undoes this batch of a domain. Errors with {@link MigrationException} before anything is
   * touched if a later one stands on it in one of its schemas.
   */
  public Flux<MigrationEvent> rollback(
      String database, String domain, int batch, MigrationOptions options) {
    if (batch < 1) {
      throw new InvalidConfigurationException(
          "batch is %d; it must be at least 1".formatted(batch));
    }
    return undone(Kind.ROLLBACK, database, domain, batch, options);
  }

  private Flux<MigrationEvent> undone(
      Kind kind, String database, String domain, int batch, MigrationOptions options) {
    return runs.told(
        kind,
        options,
        each(
            MigrationScope.ALL.withDatabases(database).withDomains(domain),
            options.concurrency(),
            (site, set) -> new RollbackRun(worker, site, set, batch, options).events()));
  }

  /**
   * Undoes all that was ever applied to a domain, newest migration first, so that the next run
   * begins at the first one. Events and errors are those of {@link #rollback}.
   */
  public Flux<MigrationEvent> reset(String database, String domain, MigrationOptions options) {
    return undone(Kind.RESET, database, domain, RollbackRun.ALL_BATCHES, options);
  }

  /**
   * Empties the schemas of whole databases, or of tenants alone, and migrates them from the first
   * migration on. <b>All that is in them is lost</b>; files stay. Events are those of {@link
   * #migrate}, with each schema as new.
   *
   * <p>Errors with {@link InvalidConfigurationException} before anything is touched if the scope
   * parts what is in one schema, or what tenants share from the tenants. Killed half-way on MySQL
   * and MariaDB, the tenants are to be named to the next run, as the ledger is gone.
   */
  public Flux<MigrationEvent> fresh(MigrationScope scope, MigrationOptions options) {
    Schemas schemas = Schemas.of(scope, tenants);
    Flux<MigrationEvent> events =
        worker
            .<Map<Site, List<MigrationSet>>>call(() -> sites.read(scope, options.concurrency()))
            .flatMapIterable(Map::entrySet)
            .filter(entry -> !entry.getValue().isEmpty())
            .map(
                entry ->
                    new FreshRun(worker, entry.getKey(), entry.getValue(), schemas, options)
                        .requireWhole(scope, sites.domains(entry.getKey()), sites.sources()))
            .collectList()
            .flatMapMany(Flux::fromIterable)
            .flatMap(FreshRun::events, Math.max(1, sites.names().size()));
    return runs.told(Kind.FRESH, options, events);
  }

  /**
   * Runs files of data: {@code <folder>/<database>/*.sql} in the schema that tenants share, {@code
   * <folder>/<database>/<domain>/*.sql} where that domain is; in the order of their names, each
   * schema in one transaction. Nothing is written down, so every call runs all of them. Events are
   * those of {@link #migrate}; errors before anything is touched as well.
   */
  public Flux<MigrationEvent> seed(Path folder, MigrationScope scope, MigrationOptions options) {
    Schemas schemas = Schemas.of(scope, tenants);
    Flux<MigrationEvent> events =
        worker
            .<List<SeedRun>>call(
                () -> {
                  SeedFiles files = new SeedFiles(folder);
                  return files.meant(scope, sites.names(), sites.sources()).stream()
                      .map(
                          each -> {
                            Site site = sites.get(each.database());
                            site.atOnce(options.concurrency());
                            MigrationSet set = sites.set(site, each.domain());
                            return new SeedRun(worker, site, set, each.files(), schemas, options);
                          })
                      .toList();
                })
            .flatMapMany(
                runs -> {
                  Foundations foundations = new Foundations();
                  return Flux.fromIterable(runs).concatMap(run -> run.events(foundations));
                });
    return runs.told(Kind.SEED, options, events);
  }

  /**
   * The domains that are meant, in their order, by database. All files are read; errors as {@link
   * #migrate} does before anything is touched.
   */
  public Mono<Map<String, List<String>>> domains(MigrationScope scope) {
    return worker.call(
        () -> {
          Map<String, List<String>> domains = new LinkedHashMap<>();
          sites
              .read(scope, 1)
              .forEach(
                  (site, sets) ->
                      domains.put(site.name(), sets.stream().map(MigrationSet::domain).toList()));
          return domains;
        });
  }

  /**
   * Lets the schemas in hand end and begins no other: each is told as {@link
   * MigrationEvent.Skipped}, and the batch goes on with the next run, of another Migrator. Does not
   * wait.
   */
  public void stop() {
    worker.stop();
  }

  /** What {@link #repair} would do; nothing is changed. */
  public Flux<RepairAction> repairPlan(MigrationScope scope) {
    return repair(scope, true);
  }

  /**
   * Takes failed migrations out of the histories, so that they are tried again, and takes on the
   * files' checksums and texts as they are now. What a failed migration has left in a schema is to
   * be removed by hand before.
   */
  public Flux<RepairAction> repair(MigrationScope scope) {
    return repair(scope, false);
  }

  private Flux<RepairAction> repair(MigrationScope scope, boolean dryRun) {
    Schemas schemas = Schemas.of(scope, tenants);
    return each(
        scope, 1, (site, set) -> new RepairRun(worker, site, set, schemas, dryRun).actions());
  }

  /** What to do with one domain of a database. */
  private interface OfDomain<T>
      extends java.util.function.BiFunction<Site, MigrationSet, Flux<T>> {}

  /**
   * Reads all files of all databases first, so that nothing is touched where one cannot be right.
   */
  private <T> Flux<T> each(MigrationScope scope, int concurrency, OfDomain<T> work) {
    return worker
        .<Map<Site, List<MigrationSet>>>call(() -> sites.read(scope, concurrency))
        .flatMapIterable(Map::entrySet)
        .flatMap(
            entry ->
                Flux.fromIterable(entry.getValue())
                    .concatMap(
                        set ->
                            work.apply(entry.getKey(), set)
                                .onErrorMap(error -> told(entry.getKey(), set, error))),
            Math.max(1, sites.names().size()));
  }

  private static Throwable told(Site site, MigrationSet set, Throwable error) {
    SQLException said = FlywayFailure.find(error, SQLException.class);
    if (error instanceof SQLException || error instanceof FlywayException) {
      return MigrationException.of(
          set.target("*"),
          "the server refused to tell how things stand, or to have that written down (%s)"
              .formatted(said == null ? error.getMessage() : site.dialect().message(said)),
          error);
    }
    return error;
  }

  Worker worker() {
    return worker;
  }

  /** For what makes and drops schemas. */
  Worker changes() {
    return changes;
  }

  Sites sites() {
    return sites;
  }

  /** Closes its connections and threads; work in progress fails. Closing again does nothing. */
  public Mono<Void> close() {
    return worker
        .<Boolean>call(
            () -> {
              sites.close();
              return true;
            })
        .doOnTerminate(worker::close)
        .doOnTerminate(changes::close)
        .then()
        .transform(close -> Mono.defer(() -> closed.getAndSet(true) ? Mono.empty() : close));
  }

  @Override
  public String toString() {
    return "Migrator" + sites.names();
  }
}
