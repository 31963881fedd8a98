package dev.flexidb.spring.fleet;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.beans.BeanName;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The managers of the databases that have tenants, made when they are first needed. */
final class SchemaManagers {

  private final DatabaseConfigs configs;
  private final BeanFactory beans;

  SchemaManagers(DatabaseConfigs configs, BeanFactory beans) {
    this.configs = configs;
    this.beans = beans;
  }

  /** The databases that have tenants. */
  List<String> databases() {
    return configs.byName().entrySet().stream()
        .filter(entry -> hasTenants(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean hasTenants(DatabaseConfig config) {
    return config.tenancy() instanceof Tenancy.SchemaPerTenant;
  }

  /** That of a database; empty where it has no tenants. To make it reads a driver's jar. */
  Mono<SchemaManager> of(String database) {
    return databases().contains(database)
        ? Mono.fromCallable(
                () -> beans.getBean(BeanName.of(database, "SchemaManager"), SchemaManager.class))
            .subscribeOn(Schedulers.boundedElastic())
        : Mono.empty();
  }
}
