package dev.flexidb.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a project begins with. */
record Starter(List<String> databases, String kind) {

  static final String IGNORE = ".gitignore";

  private static final Map<String, Integer> PORTS =
      Map.of("postgresql", 5432, "mysql", 3306, "mariadb", 3306);

  /** The text of each file, by name. */
  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(Project.FILE, config());
    files.put(".env.example", environment());
    for (String database : databases) {
      String migrations = "db/migration/" + database;
      files.put(
          migrations + "/public/V1__countries.sql",
          """
          -- What all tenants share. Every statement of a migration ends with a semicolon.
          CREATE TABLE countries (
            code CHAR(2) PRIMARY KEY,
            name VARCHAR(100) NOT NULL
          );
          """);
      files.put(migrations + "/public/U1__countries.sql", "DROP TABLE countries;\n");
      files.put(
          migrations + "/tenant/V1__customers.sql",
          """
          -- What each tenant has, in a schema of its own.
          CREATE TABLE customers (
            id BIGINT PRIMARY KEY,
            name VARCHAR(100) NOT NULL
          );
          """);
      files.put(migrations + "/tenant/U1__customers.sql", "DROP TABLE customers;\n");
      files.put(
          "db/seed/" + database + "/01_countries.sql",
          """
          -- Run by "flexidb seed", again and again: so that twice does no harm.
          DELETE FROM countries;
          INSERT INTO countries (code, name) VALUES ('DE', 'Germany'), ('FR', 'France');
          """);
    }
    return files;
  }

  private String config() {
    return """
    # What the flexidb command works on. URLs and passwords are not for this file: the environment has
    # them, or a file .env beside this one (see .env.example), and what it says comes first.
    migrations: db/migration
    seeds: db/seed
    # The folders below a database whose migrations each tenant's schema gets.
    tenant-domains: [tenant]
    databases:
    """
        + databases.stream()
            .map(
                database ->
                    """
                      %s:
                        tenancy: schema-per-tenant
                        # Searched behind the tenant's own schema; the first has what tenants share.
                        # shared-schemas: [public]
                    """
                        .formatted(database))
            .collect(Collectors.joining());
  }

  private String environment() {
    StringBuilder text =
        new StringBuilder(
            """
            # Copy this to .env, which is not for version control, and put the truth in.
            # With any other profile, destructive commands are refused.
            FLEXIDB_PROFILE=development
            """);
    for (String database : databases) {
      text.append(Environment.urlName(database))
          .append(
              "=r2dbc:%s://user:password@localhost:%d/%s\n"
                  .formatted(kind, PORTS.get(kind), database));
    }
    return text.toString();
  }

  List<String> nextSteps() {
    List<String> steps = new ArrayList<>();
    steps.add("");
    steps.add("Next:");
    steps.add("  1. cp .env.example .env, and put the URLs of your databases in");
    steps.add("  2. flexidb health                     do they answer?");
    steps.add(
        "  3. flexidb migrate deploy             apply the examples, or what you write in their place");
    steps.add("  4. flexidb migrate dev --name orders  begin a migration of your own");
    return steps;
  }
}
