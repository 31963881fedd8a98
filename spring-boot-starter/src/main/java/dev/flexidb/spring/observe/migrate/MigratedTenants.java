package dev.flexidb.spring.observe.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.migrate.SchemaStatus;
import dev.flexidb.spring.observe.Failure;
import dev.flexidb.spring.observe.actuate.TenantPages;
import dev.flexidb.tenant.SchemaName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Tenants with what is applied to each, of those alone that are asked for. Thread-safe. */
final class MigratedTenants implements TenantPages {

  private final SchemaManagers managers;
  private final Supplier<Migrator> migrator;

  MigratedTenants(SchemaManagers managers, Supplier<Migrator> migrator) {
    this.managers = managers;
    this.migrator = migrator;
  }

  @Override
  public Mono<TenantPage> of(String database, int offset, int limit) {
    return managers
        .of(database)
        .flatMap(manager -> page(manager, database, offset, limit))
        .onErrorResume(
            error -> Mono.just(new TenantPage(0, offset, limit, List.of(), Failure.told(error))));
  }

  private Mono<TenantPage> page(SchemaManager manager, String database, int offset, int limit) {
    return manager
        .listTenants()
        .collectList()
        .flatMap(
            all -> {
              List<Tenant> some = all.stream().skip(offset).limit(limit).toList();
              return standing(database, some)
                  .map(
                      bySchema ->
                          new TenantPage(
                              all.size(),
                              offset,
                              limit,
                              some.stream().map(tenant -> view(tenant, bySchema)).toList(),
                              null));
            });
  }

  private Mono<Map<String, List<SchemaStatus>>> standing(String database, List<Tenant> tenants) {
    if (tenants.isEmpty()) {
      return Mono.just(Map.of());
    }
    SchemaName[] schemas = tenants.stream().map(Tenant::schema).toArray(SchemaName[]::new);
    return migrator
        .get()
        .status(MigrationScope.ALL.withDatabases(database).withTenants(schemas))
        .collect(Collectors.groupingBy(status -> status.target().schema()));
  }

  private static TenantView view(Tenant tenant, Map<String, List<SchemaStatus>> bySchema) {
    List<SchemaStatus> domains = bySchema.getOrDefault(tenant.schema().value(), List.of());
    Map<String, String> versions = new LinkedHashMap<>();
    domains.forEach(
        status ->
            status.version().ifPresent(version -> versions.put(status.target().domain(), version)));
    return new TenantView(
        tenant.id(),
        tenant.schema().value(),
        tenant.state().name(),
        versions,
        domains.stream().mapToInt(status -> status.pending().size()).sum(),
        domains.stream().allMatch(SchemaStatus::isValid));
  }
}
