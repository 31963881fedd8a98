package dev.flexidb.spring.fleet;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.NoTenantException;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.migrate.SchemaStatus;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The tenants that migrations know. Who they are is asked once in two seconds, however many look,
 * and how far they are for those alone that are told. Thread-safe.
 */
final class MigratedTenants implements FleetTenants {

  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  private final SchemaManagers managers;
  private final Supplier<Migrator> migrator;
  private final Map<String, Mono<List<Tenant>>> tenants = new ConcurrentHashMap<>();

  /**
   * @param migrator asked for when it is needed: it wants a JDBC driver for each database
   */
  MigratedTenants(SchemaManagers managers, Supplier<Migrator> migrator) {
    this.managers = managers;
    this.migrator = migrator;
  }

  @Override
  public List<String> databases() {
    return managers.databases();
  }

  @Override
  public Mono<Slice> slice(String database, String search, long offset, int limit) {
    if (!databases().contains(database)) {
      return Mono.empty();
    }
    Mono<Slice> slice =
        Mono.defer(() -> tenants.computeIfAbsent(database, this::asked))
            .flatMap(all -> slice(database, all, found(all, search), offset, limit));
    return slice.onErrorResume(
        NoTenantException.class,
        dropped -> {
          // One that was there a moment ago.
          tenants.remove(database);
          return slice;
        });
  }

  private Mono<List<Tenant>> asked(String database) {
    return managers
        .of(database)
        .flatMap(manager -> manager.listTenants().collectList())
        .cache(known -> REMEMBERED, failed -> Duration.ZERO, () -> Duration.ZERO);
  }

  private static List<Tenant> found(List<Tenant> all, String search) {
    String text = lower(search);
    return all.stream()
        .filter(
            tenant ->
                lower(tenant.id()).contains(text) || lower(tenant.schema().value()).contains(text))
        .toList();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private Mono<Slice> slice(
      String database, List<Tenant> all, List<Tenant> found, long offset, int limit) {
    List<Tenant> told = found.stream().skip(offset).limit(limit).toList();
    return versions(database, told)
        .map(
            versions ->
                new Slice(
                    all.size(),
                    found.size(),
                    told.stream().map(tenant -> standing(tenant, versions)).toList()));
  }

  private Mono<Map<String, List<Version>>> versions(String database, List<Tenant> told) {
    if (told.isEmpty()) {
      return Mono.just(Map.of());
    }
    SchemaName[] schemas = told.stream().map(Tenant::schema).toArray(SchemaName[]::new);
    return Mono.fromSupplier(migrator)
        .subscribeOn(Schedulers.boundedElastic())
        .flatMapMany(
            ready -> ready.status(MigrationScope.ALL.withDatabases(database).withTenants(schemas)))
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

  private static Standing standing(Tenant tenant, Map<String, List<Version>> versions) {
    return new Standing(
        tenant.id(),
        tenant.schema().value(),
        tenant.state().name(),
        versions.getOrDefault(tenant.schema().value(), List.of()));
  }

  @Override
  public Mono<Map<TenantState, Long>> states(String database) {
    return managers.of(database).flatMap(SchemaManager::tenantStates);
  }
}
