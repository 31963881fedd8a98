package dev.flexidb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.cli.TestShell.Run;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Also what is the same on every server. */
@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("The command on PostgreSQL")
class PostgreSqlCommandTest implements CommandContract {

  private @Nullable TestShell shell;
  private @Nullable TestDatabase database;

  @Override
  public TestShell shell() {
    return Objects.requireNonNull(shell);
  }

  @Override
  public TestDatabase database() {
    return Objects.requireNonNull(database);
  }

  @Override
  public void opened(TestShell opened, TestDatabase on) {
    shell = opened;
    database = on;
  }

  /** C07, M06: how each stands, in a table and for programs. */
  @Test
  void tellsHowSchemasStand() {
    deploy();
    shell().file("db/migration/shop/tenant/V2__orders.sql", "CREATE TABLE orders (id INT);");

    assertThat(shell().run("migrate", "status").out())
        .containsPattern("shop +public +\\S+ +1 +- +up to date")
        .containsPattern("shop +tenant +2: .* 1 +V2__orders.sql +behind");
    assertThat(shell().run("migrate", "status", "--json", "--domain", "tenant").lines())
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("{\"event\":\"schema\",\"database\":\"shop\"")
                    .contains("\"version\":\"1\",\"pending\":[\"V2__orders.sql\"]"));
  }

  /** A dry run tells the plan and touches nothing. */
  @Test
  void tellsThePlan() {
    Run run = deploy("--dry-run");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("would apply V1__customers.sql to 2 schemas");
    assertThat(shell().run("migrate", "status", "--tenant", tenants()).out()).contains("behind");
  }

  /** M15: some failed, the others are done; the error is one line. */
  @Test
  void someFailed() {
    deploy();
    database().execute("CREATE TABLE " + schema("globex") + ".orders (id INT)");
    shell().file("db/migration/shop/tenant/V2__orders.sql", "CREATE TABLE orders (id INT);");

    Run run = shell().run("migrate", "deploy", "--canaries", "0");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.lines())
        .filteredOn(line -> line.startsWith("failed: "))
        .singleElement()
        .asString()
        .contains(schema("globex"), "V2__orders.sql, line 1", "exists");
    assertThat(run.all()).doesNotContain("\tat ");
    assertThat(run.out()).contains("shop tenant: 1 schema migrated, 1 failed in ");
  }

  /** M05: elsewhere than in development it is refused, whatever code is given. */
  @Test
  void refusesOutsideDevelopment() {
    deploy();
    shell().set("FLEXIDB_PROFILE", "production");

    for (String command : List.of("reset", "fresh", "rollback")) {
      Run run = shell().run("migrate", command, "--confirm", "123456");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("--force", "production", "nothing was touched");
      assertThat(shell().run("migrate", command, "--force").err()).contains("--confirm");
    }
  }

  /** C12: what does not fit is told, and repaired when that is wanted. */
  @Test
  void validatesAndRepairs() {
    deploy();
    assertThat(shell().run("migrate", "validate").code()).isZero();
    String file = "db/migration/shop/tenant/V1__customers.sql";
    shell().file(file, shell().read(file) + "-- changed\n");

    Run unfit = shell().run("migrate", "validate");
    assertThat(unfit.code()).isEqualTo(2);
    assertThat(unfit.out()).contains("checksum", "2 of 3 schemas are not well");
    assertThat(shell().run("migrate", "repair").err()).contains("--yes");
    assertThat(shell().typing("n\n", "migrate", "repair").code()).isEqualTo(1);
    assertThat(shell().typing("y\n", "migrate", "repair").out()).contains("repaired: 2 rows");
    assertThat(shell().run("migrate", "validate").code()).isZero();
    assertThat(shell().run("migrate", "repair", "--yes").out()).contains("nothing to repair");
  }

  /** On a terminal the name is asked for, and a bar stands below. */
  @Test
  void talksOnATerminal() {
    deploy();

    Run run =
        shell()
            .typing(
                "orders\ntenant\n\n", "migrate", "dev", "--up", "CREATE TABLE orders (id INT);");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(
            "Name of the migration", "For which domain?", "\r\u001b[K[", "2 schemas migrated");
  }

  /** S18, S19: some are made, the others not; what is no tenant's is left alone. */
  @Test
  void someSchemasAreNotMade() {
    Run run = shell().run("schema", "create", "acme", "initech");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).contains("failed: ", "shop initech: created");
    assertThat(shell().run("schema", "create", "pg_mine").err()).contains("pg_mine");
    assertThat(shell().run("schema", "exec", "SELECT 1").err()).contains("--all-tenants");
    assertThat(shell().run("schema", "stats", "globex").code()).isEqualTo(1);
    Run refused = shell().run("schema", "delete", "globex");
    assertThat(
            shell()
                .run("schema", "delete", "globex", "--confirm", CommandContract.code(refused.err()))
                .code())
        .isEqualTo(1);
  }

  /** What the server said, and what it answered, is told as it is; no name is of Java's. */
  @Test
  void tellsWhatTheServerSays() {
    deploy();

    assertThat(shell().run("schema", "exec", "-t", "acme", "SELECT 's3cr3t' FROM gone").out())
        .contains("failed: the server refused (", "\"gone\" does not exist", "42P01")
        .doesNotContain("s3cr3t", "Exception");
    assertThat(
            shell()
                .run("schema", "exec", "-t", "acme", "SELECT 1 AS a, 2 AS b; SELECT 'x\ny' AS c")
                .lines())
        .containsExactly("shop acme: 2 rows", "  a  b", "  1  2", "  c", "  x\\u000ay");
    assertThat(
            shell()
                .run(
                    "schema",
                    "exec",
                    "-t",
                    "acme",
                    "--json",
                    "SELECT '{}'::json AS j, ARRAY[1,2] AS a, '\\x00ff'::bytea AS y")
                .out())
        .contains("\"rows\":[{\"j\":\"{}\",\"a\":[1,2],\"y\":\"00ff\"}]");
    assertThat(shell().run("schema", "stats", "globx").out())
        .contains("has no tenant whose schema is \"globx\"", "known are \"acme\", \"globex\"")
        .doesNotContain("()");
    assertThat(shell().run("migrate", "rollback", "-s", "tenant", "--batch", "9").out())
        .contains("nothing to take back");
  }

  /** One that is down does not keep the others. */
  @Test
  void asksTheOthersWhereOneIsDown() {
    shell().set("FLEXIDB_DATABASES_GONE_URL", "r2dbc:postgresql://u:p@localhost:1/gone");

    Run run = shell().run("health");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("shop: answers"),
            line -> assertThat(line).startsWith("gone: does not answer: "));
  }
}
