package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.MigrationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which scripts may be a part of one flight, and which are left to Flyway. */
class ScriptTest {

  @TempDir Path folder;

  private @Nullable Script script(String sql) throws IOException {
    Path tenant = Files.createDirectories(folder.resolve("shop").resolve("tenant"));
    Files.writeString(tenant.resolve("V1__it.sql"), sql);
    Site site =
        new Site(
            "shop",
            DatabaseConfig.of("r2dbc:postgresql://app@localhost/shop")
                .withMigration(MigrationConfig.DERIVED));
    return new MigrationSet(
            site, MigrationSources.DEFAULTS.withLocation("filesystem:" + folder), "tenant")
        .script("V1__it.sql");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE items (id int);",
        "INSERT INTO items VALUES (1);\n-- the end",
        "SET LOCAL statement_timeout = 0;",
        "WITH a AS (SELECT 1) SELECT * FROM a;",
        "CREATE TABLE commits (id int);",
        "CREATE TABLE temp (temporary boolean);",
        "SELECT '; COMMIT; ';",
        "SELECT pg_advisory_xact_lock(1);",
        "/* a /* nested */ one */ SELECT 1;",
      })
  void isPlain(String sql) throws IOException {
    assertThat(script(sql)).isNotNull().matches(Script::plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT;",
        "-- a comment\nCOMMIT;",
        "/* a\n comment */ begin;\nSELECT 1;\nend;",
        "SELECT 1;\nROLLBACK;",
        "SET search_path = other;",
        "set session authorization other;",
        "RESET ALL;",
        "DISCARD TEMP;",
        "SELECT pg_catalog.set_config('search_path', '', false);",
        "DO $$ BEGIN PERFORM 1; END $$;",
        "CALL work();",
        "CREATE INDEX CONCURRENTLY by_name ON items (name);",
        "COPY items FROM STDIN;\n1\n\\.\n",
        "VACUUM;",
        "CREATE TEMP TABLE seen AS SELECT 1;",
        "create local temporary view seen as select 1;",
        "SELECT 1 INTO TEMPORARY seen;",
        "/* a /* nested */ one */ SET search_path = other;",
        "CREATE /* a */ TEMP TABLE seen (id int);",
        "CREATE TABLE pg_temp.seen (id int);",
        "SELECT pg_advisory_lock(1);",
        "SET LOCAL ROLE other;",
        "DECLARE seen CURSOR WITH HOLD FOR SELECT 1;",
        "NOTIFY seen;",
      })
  void isLeftToFlyway(String sql) throws IOException {
    assertThat(script(sql)).isNotNull().matches(script -> !script.plain());
  }

  /** However long what is in front of a statement. */
  @Test
  void commentsMayBeLong() {
    String comments = "-- a line\n".repeat(50_000) + "/*" + " a ".repeat(50_000) + "*/\n";
    assertThat(StatementText.of(comments + "COMMIT").controls()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT '${flyway:defaultSchema}';", "SELECT '${unknown}';"})
  void aPlaceholderThatOnlyFlywayKnowsIsItsMatter(String sql) throws IOException {
    assertThat(script(sql)).isNull();
  }
}
