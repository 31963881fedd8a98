package dev.flexidb.benchmarks.claims;

import dev.flexidb.benchmarks.runner.Case;
import dev.flexidb.embedded.DatabaseKind;
import java.util.List;

/** A tenant's write of one row on PostgreSQL costs little more than one without tenants. */
public record TenantWrites(int tenants) implements Claim {

  @Override
  public String name() {
    return "writes";
  }

  @Override
  public String title() {
    return "A tenant's update of one row, %d tenants, PostgreSQL".formatted(tenants);
  }

  @Override
  public DatabaseKind server() {
    return DatabaseKind.POSTGRESQL;
  }

  @Override
  public List<Case> cases(Site site) {
    List<String> names = site.schemas().tenants();
    Items own = Items.ofTenant("$1");
    Items everyones = Items.ofEveryone(site.schemas().everyone(), "$1");
    return List.of(
        write("bare driver, one schema", Ways.bare(site.pool()), everyones),
        write("ours, bound", Ways.ours(site.ours(), names), own),
        write("SET awaited on borrow", Ways.setOnBorrow(site.pool(), names), own),
        write("the same, reset on release", Ways.setAndReset(site.pool(), names), own),
        write(
            "begin, SET LOCAL, write, commit, each awaited",
            Ways.setLocal(site.pool(), names),
            own));
  }

  private static Case write(String name, Way way, Items items) {
    return new Case(
        name, (tenant, key) -> way.in(tenant, connection -> items.write(connection, tenant, key)));
  }
}
