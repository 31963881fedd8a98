package dev.flexidb.benchmarks.claims;

import dev.flexidb.benchmarks.runner.Case;
import dev.flexidb.benchmarks.runner.Operation;
import dev.flexidb.embedded.DatabaseKind;
import java.util.List;

/** On MariaDB a tenant costs the round trip of {@code USE}, where the connection is elsewhere. */
public record MariaDbTenants(int tenants, boolean writes) implements Claim {

  @Override
  public String name() {
    return writes ? "mariadb-writes" : "mariadb-reads";
  }

  @Override
  public String title() {
    return "A tenant's %s, %d tenants, MariaDB"
        .formatted(writes ? "update of one row" : "point read", tenants);
  }

  @Override
  public DatabaseKind server() {
    return DatabaseKind.MARIADB;
  }

  @Override
  public List<Case> cases(Site site) {
    Items everyones = Items.ofEveryone(site.schemas().everyone(), "?");
    Way ours = Ways.ours(site.ours(), site.schemas().tenants());
    return List.of(
        new Case("bare driver, one schema", operation(Ways.bare(site.pool()), everyones)),
        new Case("ours, bound", operation(ours, Items.ofTenant("?"))));
  }

  private Operation operation(Way way, Items items) {
    return writes
        ? (tenant, key) -> way.in(tenant, connection -> items.write(connection, tenant, key))
        : (tenant, key) -> way.in(tenant, connection -> items.read(connection, tenant, key));
  }
}
