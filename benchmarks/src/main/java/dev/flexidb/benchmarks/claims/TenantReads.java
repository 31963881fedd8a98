package dev.flexidb.benchmarks.claims;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.Database;
import dev.flexidb.benchmarks.runner.Case;
import dev.flexidb.benchmarks.runner.Operation;
import dev.flexidb.embedded.DatabaseKind;
import java.util.List;

/** A tenant's point read on PostgreSQL costs little more than one without tenants. */
public record TenantReads(int tenants) implements Claim {

  @Override
  public String name() {
    return "reads";
  }

  @Override
  public String title() {
    return "A tenant's point read, %d tenants, PostgreSQL".formatted(tenants);
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
        new Case("bare driver, one schema", bound(Ways.bare(site.pool()), everyones)),
        new Case("bare driver, one schema, text", text(Ways.bare(site.pool()), everyones)),
        new Case("ours, bound", bound(Ways.ours(site.ours(), names), own)),
        new Case("ours, text", text(Ways.ours(site.ours(), names), own)),
        new Case("ours, bound, by Spring's client", springsClient(site.ours(), names)),
        new Case("SET awaited on borrow", bound(Ways.setOnBorrow(site.pool(), names), own)),
        new Case("the same, reset on release", bound(Ways.setAndReset(site.pool(), names), own)),
        new Case(
            "begin, SET LOCAL, read, commit, each awaited",
            bound(Ways.setLocal(site.pool(), names), own)));
  }

  private static Operation bound(Way way, Items items) {
    return (tenant, key) -> way.in(tenant, connection -> items.read(connection, tenant, key));
  }

  private static Operation text(Way way, Items items) {
    return (tenant, key) -> way.in(tenant, connection -> items.readText(connection, tenant, key));
  }

  private static Operation springsClient(Database database, List<String> names) {
    return (tenant, key) ->
        Items.requireTenant(
                tenant,
                database
                    .sql("SELECT tenant, note FROM items WHERE id = $1")
                    .bind(0, key)
                    .map(row -> row.get(0, Integer.class))
                    .all())
            .contextWrite(withSchema(names.get(tenant)));
  }
}
