package dev.flexidb.migrate;

import dev.flexidb.Database;
import dev.flexidb.Tenancy;
import dev.flexidb.Tenant;
import dev.flexidb.TenantDirectory;
import dev.flexidb.TenantState;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.migrate.SchemaChange.Kind;
import dev.flexidb.migrate.ToldChanges.Asked;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes, copies, looks at and drops the schemas of a database's tenants, and works through all of
 * them. Thread-safe; made over a {@link Migrator}, whose connections and threads it shares, and
 * which is what is to be closed.
 *
 * <pre>{@code
 * SchemaManager schemas = SchemaManager.of(db.get("user"), migrator);
 * schemas.createSchema(new SchemaName("company_123")).subscribe();
 * }</pre>
 *
 * <p>Which tenants there are is written in the table {@code flexidb_tenant}, beside what they
 * share. Schemas that were migrated without it are taken in. All nodes of a service see the same,
 * and one at a time makes or drops a schema of one name.
 *
 * <p>What changes a schema runs to its end, or is undone, even if it is cancelled. Where a server
 * is not reached it errors with {@link dev.flexidb.error.ConnectFailedException}, and where it
 * refuses with {@link SchemaException}.
 */
public final class SchemaManager {

  private static final int MOST_SPARES = 1_000;

  private final Database database;
  private final Migrator migrator;
  private final Site site;
  private final Tenants tenants;
  private final MigrationOptions options;
  private final ToldChanges changes;

  /** Tenants that are being made at the request of somebody here. */
  private final Map<String, Mono<SchemaName>> underWay = new ConcurrentHashMap<>();

  private SchemaManager(
      Database database,
      Migrator migrator,
      Site site,
      MigrationOptions options,
      Listening<SchemaListener> listeners) {
    this.database = database;
    this.migrator = migrator;
    this.site = site;
    this.tenants = new Tenants(site, migrator.sites().sources());
    this.options = options;
    this.changes = new ToldChanges(site.name(), listeners);
  }

  /**
   * For this database, which the migrator knows by the same name.
   *
   * @throws dev.flexidb.error.UnknownDatabaseException at once, if the migrator does not
   * @throws InvalidConfigurationException at once, if it has no tenants
   */
  public static SchemaManager of(Database database, Migrator migrator) {
    Site site = migrator.sites().get(database.name());
    if (!site.hasTenants()) {
      throw new InvalidConfigurationException(
          "database \"%s\" has no tenants, and so no schemas to manage; configure Tenancy.schemaPerTenant()"
              .formatted(site.name()));
    }
    return new SchemaManager(
        database, migrator, site, MigrationOptions.DEFAULTS, new Listening<>(List.of()));
  }

  /**
   * The registry as a directory, for {@link Tenancy.SchemaPerTenant#directory}: the data layer
   * refuses tenants that are not to be served, and finds them by their ids.
   */
  public static TenantDirectory directory() {
    return RegistryDirectory.INSTANCE;
  }

  /**
   * The same, which waits as long for locks, and tries as often, as these options say: {@code
   * lockTimeout}, {@code lockAttempts}, and {@code leadTimeout} for another node's work on the same
   * schema.
   */
  public SchemaManager withOptions(MigrationOptions options) {
    return new SchemaManager(database, migrator, site, options, changes.listeners());
  }

  /** The same, which tells these, and no others, what it does to schemas. */
  public SchemaManager withListeners(List<SchemaListener> listeners) {
    return new SchemaManager(database, migrator, site, options, new Listening<>(listeners));
  }

  /**
   * Makes a tenant's schema with all that its domains hold, grants what the service needs in it,
   * and registers it; the tenant's id is the schema's name. All of it or nothing: on PostgreSQL in
   * one transaction as far as the scripts can be, else what was made is dropped again.
   *
   * <p>Errors with {@link DuplicateSchemaException} if there is one of that name, {@link
   * SharedSchemaException} if tenants share it, and {@link MigrationException} if a migration
   * fails.
   */
  public Mono<Void> createSchema(SchemaName schema) {
    return changing(
        Asked.of(Kind.CREATE, schema),
        schema,
        grants -> creation().create(SchemaCreation.named(schema), grants.of(schema)));
  }

  /**
   * Where the tenant of this id lives, whose schema is made if it is the tenant's first time: once,
   * however many ask for it on however many nodes. An id that is a schema's name has that; any
   * other one is given a name, and {@link Database#schemaOf} finds it. Takes a spare where there is
   * one that fits. Errors as {@link #createSchema} does.
   *
   * @throws InvalidConfigurationException at once, if no tenant may have this id
   */
  public Mono<SchemaName> provision(String id) {
    Tenant.requireId(id);
    return Mono.defer(
        () ->
            underWay.computeIfAbsent(
                id, asked -> provided(id).doFinally(end -> underWay.remove(id)).cache()));
  }

  private Mono<SchemaName> provided(String id) {
    Provisioning provisioning = new Provisioning(migrator, site, tenants, options);
    return this.<Optional<SchemaName>>told(id, () -> provisioning.existing(id))
        .flatMap(Mono::justOrEmpty)
        .switchIfEmpty(
            made(
                new Asked(Kind.PROVISION, id, null, null),
                grants -> provisioning.provide(id, grants)));
  }

  /**
   * Makes schemas ahead until there are this many that are nobody's; gives how many it has made.
   * Fleets migrate them as well. On MySQL and MariaDB, where no schema can be renamed, they are for
   * tenants whose ids are no schemas' names.
   *
   * @param count from 0 to 1,000
   */
  public Mono<Integer> prepareSpares(int count) {
    if (count < 0 || count > MOST_SPARES) {
      throw new InvalidConfigurationException(
          "the number of spares is %d; it must be from 0 to %d".formatted(count, MOST_SPARES));
    }
    Provisioning provisioning = new Provisioning(migrator, site, tenants, options);
    return made(
        new Asked(Kind.PREPARE_SPARES, "*", null, null), grants -> provisioning.prepare(count));
  }

  /**
   * Drops a tenant's schema with all that is in it. Statements that run in it are waited for; if
   * they do not end in time it errors with {@link SchemaBusyException}, and all is as it was.
   *
   * <p>Errors with {@link WrongConfirmationException}, {@link NoTenantException} and {@link
   * SharedSchemaException} before anything is touched.
   *
   * @param confirmation the schema's name once more
   */
  public Mono<Void> deleteSchema(SchemaName schema, String confirmation) {
    return Mono.defer(
        () ->
            schema.value().equals(confirmation)
                ? changing(
                    Asked.of(Kind.DELETE, schema),
                    schema,
                    grants -> new SchemaDeletion(site, tenants, grants, options).delete(schema))
                : Mono.error(new WrongConfirmationException(site.name(), schema.value())));
  }

  /**
   * Copies a tenant's schema for a new tenant: tables, sequences, keys, indexes, views, functions,
   * triggers, types, comments and grants, and rows as the options say. The copy stands on its own;
   * what would still lead to the first one, as a text that names it does, is refused. All of it or
   * nothing.
   *
   * <p>Errors with {@link NoTenantException} if the first is no tenant's, {@link
   * DuplicateSchemaException} if the second is there, and {@link
   * dev.flexidb.migrate.copy.NotCopiedException} if it holds what cannot be copied.
   */
  public Mono<Void> cloneSchema(SchemaName from, SchemaName to, CloneOptions what) {
    return changing(
        new Asked(Kind.CLONE, to.value(), to, from),
        to,
        grants -> {
          site.requireNotShared(from);
          new SchemaCloning(site, migrator.sites().sources(), tenants, grants, options)
              .copy(from, SchemaCreation.named(to), what, creation());
        });
  }

  /** Whether a tenant's schema of this name is there; one that is no tenant's is not. */
  public Mono<Boolean> schemaExists(SchemaName schema) {
    return asking(schema, () -> tenants.isPresent(schema));
  }

  /** The schemas of the tenants, in order. */
  public Flux<SchemaName> listSchemas() {
    return listTenants().map(Tenant::schema);
  }

  /** The tenants whose schemas are there, in the order of these. */
  public Flux<Tenant> listTenants() {
    return this.<List<Tenant>>told("*", tenants::present).flatMapIterable(Function.identity());
  }

  /** How many tenants there are in each state, spares and those in the making among them. */
  public Mono<Map<TenantState, Long>> tenantStates() {
    return this.<List<Tenant>>told("*", tenants::all)
        .map(
            all ->
                all.stream().collect(Collectors.groupingBy(Tenant::state, Collectors.counting())));
  }

  /** Migrates one tenant's schema; errors with {@link NoTenantException} if it is none. */
  public Flux<MigrationEvent> migrateSchema(SchemaName schema) {
    return required(schema)
        .thenMany(
            migrator.migrate(
                MigrationScope.ALL.withDatabases(site.name()).withTenants(schema), options));
  }

  /** Migrates the schemas of all tenants, as {@link Migrator#migrate} does. */
  public Flux<MigrationEvent> migrateAllSchemas(MigrationOptions options) {
    return this.<List<String>>told("*", () -> migrator.sites().tenantDomains(site))
        .flatMapMany(
            domains ->
                migrator.migrate(
                    MigrationScope.ALL
                        .withDatabases(site.name())
                        .withDomains(domains.toArray(String[]::new)),
                    options));
  }

  /**
   * How much is in a tenant's schema, as the server estimates it; that reads the catalogue alone.
   * Errors with {@link NoTenantException}.
   */
  public Mono<SchemaStats> schemaStats(SchemaName schema) {
    return stats(schema, false);
  }

  /** The same with its rows counted, for which all tables are read. */
  public Mono<SchemaStats> exactSchemaStats(SchemaName schema) {
    return stats(schema, true);
  }

  private Mono<SchemaStats> stats(SchemaName schema, boolean exact) {
    return required(schema)
        .then(
            asking(
                schema, () -> new Measuring(site, migrator.sites().sources()).of(schema, exact)));
  }

  /**
   * Runs SQL in a tenant's schema as the service does, through its {@link Database}, and behind the
   * same walls; gives its rows, by column. Errors with {@link NoTenantException}, and with what the
   * database answers.
   */
  public Flux<Map<String, Object>> executeSchema(SchemaName schema, String sql) {
    return required(schema)
        .thenMany(Flux.defer(() -> database.forSchema(schema).sql(sql).fetch().all()));
  }

  /**
   * Does this in each tenant's schema, in order, and tells how each one ended: where one fails the
   * others go on. The work gets the database as the tenant's view of it; no more than so many are
   * begun ahead of what is asked for. A cancel cancels those in hand and begins no other.
   *
   * <pre>{@code
   * schemas.forEachSchema(8, db -> db.sql("SELECT count(*) FROM users").mapValue(Long.class).one())
   * }</pre>
   *
   * @param concurrency how many at once, from 1 to 256
   */
  public <T> Flux<TenantOutcome<T>> forEachSchema(
      int concurrency, Function<? super Database, ? extends Mono<? extends T>> work) {
    if (concurrency < 1 || concurrency > 256) {
      throw new InvalidConfigurationException(
          "concurrency is %d; it must be from 1 to 256".formatted(concurrency));
    }
    return listSchemas()
        .flatMap(
            schema -> TenantOutcome.of(schema, database.forSchema(schema), work), concurrency, 1);
  }

  private SchemaCreation creation() {
    return new SchemaCreation(migrator, site, tenants, options);
  }

  /** What is done to schemas, blocking. */
  private interface Change<T> {
    T apply(Grants grants) throws SQLException;
  }

  /** What is done to one schema, blocking. */
  private interface Work {
    void apply(Grants grants) throws SQLException;
  }

  private Mono<Void> changing(Asked asked, SchemaName schema, Work work) {
    return made(
            asked,
            grants -> {
              site.requireNotShared(schema);
              work.apply(grants);
              return true;
            })
        .then();
  }

  private <T> Mono<T> made(Asked asked, Change<T> change) {
    return Mono.deferContextual(
        subscriber ->
            servicesLogin()
                .flatMap(
                    login ->
                        called(
                            migrator.changes(),
                            asked.subject(),
                            changes.told(
                                asked,
                                subscriber,
                                () -> change.apply(grants(login.isEmpty() ? null : login))))));
  }

  private Grants grants(@Nullable String servicesLogin) {
    return new Grants(site, migrator.sites().sources(), servicesLogin);
  }

  /** As whom the service logs in; empty if that is who migrates. */
  private Mono<String> servicesLogin() {
    return site.hasLoginOfItsOwn()
        ? database
            .sql(site.dialect().whoAmI())
            .mapValue(String.class)
            .one()
            .contextWrite(TenantContext.withoutSchema())
        : Mono.just("");
  }

  private Mono<Void> required(SchemaName schema) {
    return asking(
            schema,
            () -> {
              if (!tenants.isPresent(schema)) {
                throw tenants.unknown(schema);
              }
              return true;
            })
        .then();
  }

  private <T> Mono<T> asking(SchemaName schema, Callable<T> work) {
    return told(
        schema.value(),
        () -> {
          site.requireNotShared(schema);
          return work.call();
        });
  }

  private <T> Mono<T> told(String schema, Callable<T> work) {
    return called(migrator.worker(), schema, work);
  }

  private <T> Mono<T> called(Worker worker, String schema, Callable<T> work) {
    return worker.<T>call(work).onErrorMap(SQLException.class, error -> refused(schema, error));
  }

  private Throwable refused(String schema, SQLException error) {
    return new SchemaException(
        site.name(),
        schema,
        "the server refused (%s)".formatted(site.dialect().message(error)),
        error);
  }

  @Override
  public String toString() {
    return "SchemaManager[%s]".formatted(site.name());
  }
}
