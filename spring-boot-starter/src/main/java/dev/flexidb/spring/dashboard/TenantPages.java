package dev.flexidb.spring.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The tenants of databases, a page at a time. Has to be thread-safe. */
public interface TenantPages {

  /** Tenants on a page. */
  int SIZE = 25;

  /** Where nobody knows them. */
  TenantPages NONE =
      new TenantPages() {
        @Override
        public List<String> databases() {
          return List.of();
        }

        @Override
        public Mono<Page> page(String database, String search, int number) {
          return Mono.empty();
        }
      };

  /** The databases that have tenants. */
  List<String> databases();

  /**
   * A page, in the order of the schemas; the last one where there are not so many. Empty if the
   * database has no tenants; errors with what asking the server ends with.
   *
   * @param search is found in the tenant's id or schema, in any case; all where it is empty
   * @param number from 1
   */
  Mono<Page> page(String database, String search, int number);

  /**
   * A page.
   *
   * @param all how many tenants there are
   * @param found how many of them were searched for
   */
  record Page(String database, int all, int found, int number, int pages, List<Row> tenants) {

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("database", database);
      json.put("all", all);
      json.put("found", found);
      json.put("number", number);
      json.put("pages", pages);
      json.put("first", (number - 1) * SIZE + 1);
      json.put("tenants", tenants.stream().map(Row::toJson).toList());
      return json;
    }
  }

  /** A tenant. */
  record Row(String id, String schema, String state, List<Version> versions) {

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("id", id);
      json.put("schema", schema);
      json.put("state", state);
      json.put("versions", versions.stream().map(Version::toJson).toList());
      return json;
    }
  }

  /**
   * How far a domain of its schema is.
   *
   * @param version null for none
   * @param pending migrations that it lacks
   * @param valid whether its history fits the files
   */
  record Version(String domain, @Nullable String version, int pending, boolean valid) {

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("domain", domain);
      json.put("version", version);
      json.put("pending", pending);
      json.put("valid", valid);
      return json;
    }
  }
}
