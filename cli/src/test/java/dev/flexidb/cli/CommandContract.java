package dev.flexidb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.cli.TestShell.Run;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command does to real databases, from init to rollback. */
interface CommandContract {

  String URL = "FLEXIDB_DATABASES_SHOP_URL";

  TestShell shell();

  TestDatabase database();

  void opened(TestShell shell, TestDatabase database);

  @BeforeEach
  default void open(TestDatabase database, @TempDir Path folder) {
    opened(
        new TestShell(folder).set(URL, database.r2dbcUrl()).set("FLEXIDB_PROFILE", "development"),
        database);
    assertThat(shell().run("init", "--database", "shop").code()).isZero();
    for (String tenant : List.of("acme", "globex")) {
      database.execute("CREATE SCHEMA " + schema(tenant));
    }
  }

  @AfterEach
  default void drop() {
    if (!isPostgreSql()) {
      for (String tenant : List.of("acme", "globex")) {
        database().execute("DROP SCHEMA IF EXISTS " + schema(tenant));
      }
    }
  }

  default boolean isPostgreSql() {
    return database().server().kind() == DatabaseKind.POSTGRESQL;
  }

  default String schema(String tenant) {
    return isPostgreSql() ? tenant : database().name() + "_" + tenant;
  }

  default String tenants() {
    return schema("acme") + "," + schema("globex");
  }

  default Run deploy(String... more) {
    shell().run("migrate", "deploy", "--database", "shop", "--domain", "public");
    String[] args =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("migrate", "deploy", "--tenant", tenants()),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    return shell().run(args);
  }

  /** C05, S26, S28: nothing given means all; tenants are known from then on. */
  @Test
  default void deploysAll() {
    assertThat(deploy().code()).isZero();
    shell().file("db/migration/shop/tenant/V2__orders.sql", "CREATE TABLE orders (id INT);");

    Run run = shell().run("migrate", "deploy");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("shop tenant " + schema("acme") + ": applied V2__orders.sql")
        .contains("shop tenant: 2 schemas migrated in")
        .contains("(batch 2)");
    assertThat(shell().run("migrate", "deploy").out())
        .contains("shop tenant: 2 schemas up to date");
  }

  /** M04, C04: the last batch goes; it was made by dev. */
  @Test
  default void goesBack() {
    deploy();
    Run dev =
        shell()
            .run(
                "migrate",
                "dev",
                "--domain",
                "tenant",
                "--name",
                "Add orders!",
                "--up",
                "CREATE TABLE orders (id INT);",
                "--down",
                "DROP TABLE orders;");
    assertThat(dev.code()).isZero();
    assertThat(dev.out()).contains("V20260301120000__add_orders.sql");

    Run run = shell().run("migrate", "rollback", "--domain", "tenant");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("ran U20260301120000__add_orders.sql", "2 schemas taken back");
    assertThat(shell().run("migrate", "status", "--domain", "tenant").out()).contains("behind");
    assertThat(shell().run("migrate", "rollback", "-s", "tenant", "--batch", "1").code()).isZero();
  }

  /** M04: each domain has batches of its own, so the last of all is not the last run. */
  @Test
  default void goesBackInAllDomainsForACode() {
    deploy();

    Run asked = shell().run("migrate", "rollback");
    assertThat(asked.code()).isEqualTo(1);
    Run run = shell().run("migrate", "rollback", "--confirm", code(asked.err()));

    assertThat(run.lines())
        .filteredOn(line -> line.contains(" taken back"))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("shop tenant: 2 schemas"),
            line -> assertThat(line).startsWith("shop public: 1 schema"));
  }

  /** C06, T08: down to nothing and up again, for a typed code. */
  @Test
  default void resets() {
    deploy();
    database().execute("INSERT INTO " + schema("acme") + ".customers VALUES (1, 'x')");

    Run asked = shell().typing("nonsense\n", "migrate", "reset");
    assertThat(asked.code()).isEqualTo(1);
    assertThat(asked.err()).contains("not the code", "nothing was touched");
    String code = code(asked.out());
    Run run = shell().typing(code + "\n", "migrate", "reset");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("2 schemas taken back", "2 schemas migrated");
    assertThat(shell().run("migrate", "status").out()).doesNotContain("behind");
  }

  /** M05: everything goes, and comes again; a script gives the code. */
  @Test
  default void beginsAfresh() {
    deploy();
    database().execute("CREATE TABLE " + schema("acme") + ".by_hand (id INT)");
    Run refused = shell().run("migrate", "fresh");
    assertThat(refused.code()).isEqualTo(1);
    String code = code(refused.err());

    assertThat(shell().run("migrate", "fresh", "--all-tenants", "--confirm", code).code())
        .isEqualTo(1);
    assertThat(shell().run("migrate", "fresh", "--confirm", code).code()).isZero();

    database().execute("CREATE TABLE " + schema("acme") + ".by_hand (id INT)");
    assertThat(shell().run("migrate", "status").out()).contains("2: ").doesNotContain("behind");
  }

  /** C14: files of data. */
  @Test
  default void seeds() {
    deploy();
    shell()
        .file(
            "db/seed/shop/tenant/customers.sql",
            "DELETE FROM customers; INSERT INTO customers VALUES (1, 'x');");

    Run run = shell().run("seed");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("ran 01_countries.sql", "2 schemas seeded");
    assertThat(shell().run("seed", "--tenant", schema("acme")).out()).contains("1 schema seeded");
  }

  /** Whether it answers, by the reactive driver. */
  @Test
  default void asksForHealth() {
    assertThat(shell().run("health").out()).isEqualToIgnoringNewLines("shop: answers\n");
    assertThat(shell().run("health", "--json").out())
        .startsWith("{\"event\":\"health\",\"database\":\"shop\",\"healthy\":true}");
  }

  /** S17 to S25: a tenant's schema is made, looked at, worked in and dropped. */
  @Test
  default void makesAndDropsTenants() {
    String schema = schema("acme");
    database().execute("DROP SCHEMA " + schema);
    shell().run("migrate", "deploy");

    assertThat(shell().run("schema", "create", schema).out())
        .isEqualToIgnoringNewLines("shop " + schema + ": created");
    assertThat(shell().run("schema", "create", schema).code()).isEqualTo(1);
    assertThat(shell().run("schema", "list").out()).containsPattern("shop +" + schema);
    shell().file("db/migration/shop/tenant/V2__orders.sql", "CREATE TABLE orders (id INT);");
    shell().file("db/migration/shop/tenant/U2__orders.sql", "DROP TABLE orders;");
    assertThat(shell().run("migrate", "deploy").out()).contains("(batch 2)");
    assertThat(shell().run("migrate", "rollback", "-s", "tenant").out())
        .contains("ran U2__orders.sql (");
    Run exec = shell().run("schema", "exec", "-t", schema, "INSERT INTO customers VALUES (1, 'x')");
    assertThat(exec.code()).as(exec.all()).isZero();
    assertThat(shell().run("schema", "exec", "-a", "SELECT name FROM customers", "--json").out())
        .contains("\"schema\":\"" + schema + "\",\"rows\":[{\"name\":\"x\"}]");
    assertThat(shell().run("schema", "stats", "--exact").out())
        .containsPattern("shop +" + schema + " +1 +1 ");
    String copy = schema("globex");
    database().execute("DROP SCHEMA " + copy);
    Run cloned = shell().run("schema", "clone", schema, copy, "--data");
    assertThat(cloned.code()).as(cloned.all()).isZero();
    assertThat(shell().run("schema", "stats", copy, "--exact").out())
        .containsPattern("shop +" + copy + " +1 +1 ");

    Run refused = shell().run("schema", "delete", schema, copy);
    assertThat(refused.code()).isEqualTo(1);
    Run gone = shell().run("schema", "delete", schema, copy, "--confirm", code(refused.err()));
    assertThat(gone.lines())
        .containsExactly("shop " + schema + ": deleted", "shop " + copy + ": deleted");
    assertThat(shell().run("schema", "list").out()).contains("no tenants yet");
  }

  static String code(String text) {
    java.util.regex.Matcher found =
        java.util.regex.Pattern.compile("(?:Type|--confirm) ([0-9a-f]{6})").matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(1);
  }
}
