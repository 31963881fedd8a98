package dev.flexidb.testing.junit;

import dev.flexidb.Database;
import dev.flexidb.tenant.SchemaName;
import java.util.List;
import reactor.core.publisher.Mono;

/** Makes empty schemas. */
final class PlainTenants implements Tenants {

  private final Database everywhere;
  private final boolean dropsContents;

  /**
   * @param everywhere the database without tenancy
   */
  PlainTenants(Database everywhere) {
    this.everywhere = everywhere;
    this.dropsContents = !everywhere.getMetadata().getName().equals("PostgreSQL");
  }

  @Override
  public Mono<Void> make(SchemaName schema) {
    return Script.run(everywhere, List.of("CREATE SCHEMA " + schema));
  }

  @Override
  public Mono<Void> drop(SchemaName schema) {
    String all = dropsContents ? "" : " CASCADE";
    return Script.run(everywhere, List.of("DROP SCHEMA IF EXISTS " + schema + all));
  }
}
