package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantDirectory;
import dev.flexidb.TenantState;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Readable;
import java.util.function.Function;
import org.springframework.r2dbc.BadSqlGrammarException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The registry, read as the service logs in. */
enum RegistryDirectory implements TenantDirectory {
  INSTANCE;

  private static final String ALL = "SELECT id, schema_name, state FROM " + Registry.TABLE;

  @Override
  public Mono<Tenant> find(DatabaseClient shared, String id) {
    return shared
        .sql(ALL + " WHERE id = :id AND state IN ('ACTIVE', 'FAILED')")
        .bind("id", id)
        .map((Function<Readable, Tenant>) RegistryDirectory::tenant)
        .one()
        .onErrorMap(BadSqlGrammarException.class, RegistryDirectory::missing);
  }

  @Override
  public Flux<Tenant> inactive(DatabaseClient shared) {
    return shared
        .sql(ALL + " WHERE state <> 'ACTIVE'")
        .map((Function<Readable, Tenant>) RegistryDirectory::tenant)
        .all()
        .onErrorMap(BadSqlGrammarException.class, RegistryDirectory::missing);
  }

  private static Tenant tenant(Readable row) {
    return new Tenant(
        String.valueOf(row.get(0, String.class)),
        new SchemaName(String.valueOf(row.get(1, String.class))),
        TenantState.valueOf(String.valueOf(row.get(2, String.class))));
  }

  private static Throwable missing(BadSqlGrammarException error) {
    return new InvalidConfigurationException(
        "there is no table %s that the service may read, beside what tenants share; migrations of tenants make it"
            .formatted(Registry.TABLE));
  }
}
