package dev.flexidb.benchmarks.claims;

import dev.flexidb.benchmarks.runner.Case;
import dev.flexidb.benchmarks.runner.Operation;
import dev.flexidb.embedded.DatabaseKind;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Many texts for many tenants are no cliff on PostgreSQL: never slower than without a statement
 * cache, however few of the plans fit in.
 */
public record ManyTexts(int texts, int tenants) implements Claim {

  /** The unlimited cache of the driver would fill the server's memory here. */
  private static final int BOUND = 256;

  /** Room for 20 texts of 200 tenants. */
  private static final int MANY = 4_096;

  @Override
  public String name() {
    return "texts-" + tenants;
  }

  @Override
  public String title() {
    return "A tenant's point read by one of %d texts, %d tenants, PostgreSQL"
        .formatted(texts, tenants);
  }

  @Override
  public DatabaseKind server() {
    return DatabaseKind.POSTGRESQL;
  }

  @Override
  public List<Case> cases(Site site) {
    List<String> names = site.schemas().tenants();
    List<Items> own = names.stream().map(name -> Items.ofTenant("$1")).toList();
    List<Items> named = names.stream().map(name -> Items.in(name, "$1")).toList();
    Items all = Items.ofEveryone(site.schemas().everyone(), "$1");
    List<Items> everyones = names.stream().map(name -> all).toList();
    return List.of(
        new Case("ours, no plans kept", read(Ways.ours(site.ours(cache(0)), names), own)),
        new Case(
            "ours, %d plans a connection (default)".formatted(BOUND),
            read(Ways.ours(site.ours(), names), own)),
        new Case(
            "ours, %,d plans a connection".formatted(MANY),
            read(Ways.ours(site.ours(cache(MANY)), names), own)),
        new Case(
            "bare driver, a name for each tenant, cache off",
            read(Ways.bare(site.pool(cache(0))), named)),
        new Case(
            "bare driver, a name for each tenant, cache of %d".formatted(BOUND),
            read(Ways.bare(site.pool(cache(BOUND))), named)),
        new Case("bare driver, one schema", read(Ways.bare(site.pool()), everyones)));
  }

  private static Map<String, Object> cache(int statements) {
    return Map.of("preparedStatementCacheQueries", statements);
  }

  private Operation read(Way way, List<Items> items) {
    List<String> columns = IntStream.range(0, texts).mapToObj(i -> ", " + i + " AS text").toList();
    return (tenant, key) ->
        way.in(
            tenant,
            connection ->
                items.get(tenant).read(connection, columns.get(key % texts), tenant, key));
  }
}
