package dev.flexidb.spring.dashboard.fleet;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.Tenant;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.NoTenantException;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.migrate.SchemaStatus;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.dashboard.TenantPages;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * The tenants that migrations know. Who they are is asked once in two seconds, however many look,
 * and how far they are for those of the page alone. Thread-safe.
 */
final class MigratedTenants implements TenantPages {

  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  private final ReactiveFlexiDb db;
  private final List<String> databases;
  private final Supplier<Migrator> migrator;
  private final Map<String, Mono<List<Tenant>>> tenants = new ConcurrentHashMap<>();

  /**
   * @param migrator asked for when it is needed: it wants a JDBC driver for each database
   */
  MigratedTenants(ReactiveFlexiDb db, DatabaseConfigs configs, Supplier<Migrator> migrator) {
    this.db = db;
    this.databases =
        configs.byName().entrySet().stream()
            .filter(entry -> entry.getValue().tenancy() instanceof Tenancy.SchemaPerTenant)
            .map(Map.Entry::getKey)
            .toList();
    this.migrator = migrator;
  }

  @Override
  public List<String> databases() {
    return databases;
  }

  @Override
  public Mono<Page> page(String database, String search, int number) {
    if (!databases.contains(database)) {
      return Mono.empty();
    }
    Mono<Page> page =
        Mono.defer(() -> tenants.computeIfAbsent(database, this::asked))
            .flatMap(all -> page(database, all, found(all, search), number));
    return page.onErrorResume(
        NoTenantException.class,
        dropped -> {
          // One that was there a moment ago.
          tenants.remove(database);
          return page;
        });
  }

  private Mono<List<Tenant>> asked(String database) {
    return Mono.defer(
            () -> SchemaManager.of(db.get(database), migrator.get()).listTenants().collectList())
        .cache(known -> REMEMBERED, failed -> Duration.ZERO, () -> Duration.ZERO);
  }

  private static List<Tenant> found(List<Tenant> all, String search) {
    String text = search.toLowerCase(Locale.ROOT);
    return all.stream()
        .filter(
            tenant ->
                tenant.id().toLowerCase(Locale.ROOT).contains(text)
                    || tenant.schema().value().contains(text))
        .toList();
  }

  private Mono<Page> page(String database, List<Tenant> all, List<Tenant> found, int number) {
    int pages = Math.max(1, (found.size() + SIZE - 1) / SIZE);
    int shown = Math.min(number, pages);
    List<Tenant> rows = found.subList((shown - 1) * SIZE, Math.min(found.size(), shown * SIZE));
    return versions(database, rows)
        .map(
            versions ->
                new Page(
                    database,
                    all.size(),
                    found.size(),
                    shown,
                    pages,
                    rows.stream().map(tenant -> row(tenant, versions)).toList()));
  }

  private Mono<Map<String, List<Version>>> versions(String database, List<Tenant> rows) {
    if (rows.isEmpty()) {
      return Mono.just(Map.of());
    }
    SchemaName[] schemas = rows.stream().map(Tenant::schema).toArray(SchemaName[]::new);
    return migrator
        .get()
        .status(MigrationScope.ALL.withDatabases(database).withTenants(schemas))
        .collect(
            Collectors.groupingBy(
                status -> status.target().schema(),
                Collectors.mapping(MigratedTenants::version, Collectors.toList())));
  }

  private static Version version(SchemaStatus status) {
    return new Version(
        status.target().domain(),
        status.version().orElse(null),
        status.pending().size(),
        status.isValid());
  }

  private static Row row(Tenant tenant, Map<String, List<Version>> versions) {
    return new Row(
        tenant.id(),
        tenant.schema().value(),
        tenant.state().name(),
        versions.getOrDefault(tenant.schema().value(), List.of()));
  }
}
