package dev.flexidb;

import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where it is written down which tenants there are, and which of them are not to be served now. A
 * database that is given one by {@link Tenancy.SchemaPerTenant#directory} asks it seldom and
 * remembers the answers. Has to be thread-safe; an error of it is the error of the statement that
 * needs it.
 */
public interface TenantDirectory {

  /**
   * The tenant of this id; empty if there is none.
   *
   * @param shared the database, standing in what its tenants share
   */
  Mono<Tenant> find(DatabaseClient shared, String id);

  /**
   * All that are not {@link TenantState#ACTIVE}.
   *
   * @param shared the database, standing in what its tenants share
   */
  Flux<Tenant> inactive(DatabaseClient shared);
}
