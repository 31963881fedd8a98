package dev.flexidb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.cli.TestShell.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be meant is told in one line, with what there is, and without a secret. */
class BadInputTest {

  private static final String SECRET = "s3cr3t";

  /** Nobody listens there. */
  private static final String NOWHERE = "r2dbc:postgresql://app:" + SECRET + "@localhost:1/shop";

  private TestShell shell;

  @BeforeEach
  void open(@TempDir Path folder) {
    shell = new TestShell(folder);
  }

  private Run fails(String... args) {
    Run run = shell.run(args);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("flexidb: ");
    assertThat(run.all()).doesNotContain(SECRET);
    return run;
  }

  /** C16: what is not there is told with what is. */
  @Test
  void listsTheCommands() {
    assertThat(fails("migrat").err()).contains("unknown command \"migrat\"", "init", "migrate");
    assertThat(fails("migrate", "up").err()).contains("deploy", "rollback");
    assertThat(fails("migrate").err()).contains("deploy", "rollback");
    assertThat(fails().err()).contains("health", "--help");
    assertThat(fails("health", "--colour").err()).contains("--colour", "flexidb health --help");
  }

  @Test
  void listsTheDatabases() {
    shell.set("FLEXIDB_DATABASES_SHOP_URL", NOWHERE);

    assertThat(fails("health", "--database", "shp").err())
        .contains("unknown database \"shp\"; known are \"shop\"");
  }

  /** M12, S26: without a server. */
  @Test
  void listsTheDomains() {
    shell.set("FLEXIDB_DATABASES_SHOP_URL", NOWHERE);
    shell.run("init", "-d", "shop");

    assertThat(fails("migrate", "deploy", "--domain", "factory").err())
        .contains("unknown domain \"factory\"; known are \"public\", \"tenant\"");
    assertThat(fails("migrate", "dev", "-n", "x", "--scope", "factory").err())
        .contains("unknown domain \"factory\"; known are \"public\", \"tenant\"");
  }

  @Test
  void saysWhereToBegin() {
    assertThat(fails("migrate", "status").err()).contains("flexidb init");
    assertThat(fails("health", "--config", "other.yml").err()).contains("other.yml");
    shell.file("flexidb.yml", "databases:\n  shop:\n");
    assertThat(fails("health").err()).contains("FLEXIDB_DATABASES_SHOP_URL");
    shell.set("FLEXIDB_DATABASES_SHOP_URL", NOWHERE);
    assertThat(fails("migrate", "status").err()).contains("no migrations", "<domain>");
    assertThat(fails("seed").err()).contains("db/seed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "databse: {} | unknown setting \"databse\"; known are \"databases\"",
        "databases: {shop: {uri: s3cr3t}} | unknown setting \"uri\"",
        "databases: {shop: {url: {s3cr3t: 1}}} | \"databases.shop.url\" is not of the right kind",
        "databases: {shop: {}, shop: {}} | stands twice",
        "profile: @s3cr3t | not YAML",
        "databases: {shop: {url: '${SHOP}'}} | FLEXIDB_DATABASES_SHOP_URL",
        "databases: {shop: {url: 'jdbc:postgresql://u:s3cr3t@h/d'}} | r2dbc:",
        "databases: {shop: {url: 'r2dbc:postgresql://h/d', tenancy: row}} | schema-per-tenant",
        "databases: {shop: {url: 'r2dbc:mysql://h/d', migration: {password: s3cr3t}}} | username"
      })
  void saysWhatIsWrongWithTheFile(String yaml, String told) {
    shell.file("flexidb.yml", yaml);

    assertThat(fails("health").err()).contains(told);
  }

  @Test
  void saysWhichLineOfTheEnvironmentFileIsWrong() {
    shell.file(".env", "# fine\nFLEXIDB_DATABASES_SHOP_URL " + SECRET + "\n");

    assertThat(fails("health").err()).contains(".env, line 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--concurrency=0", "--canaries=-1", "--failure-budget=x", "--lock-timeout=0"})
  void refusesNumbersThatCannotBe(String option) {
    shell.set("FLEXIDB_DATABASES_SHOP_URL", NOWHERE);
    shell.run("init", "-d", "shop");

    fails("migrate", "deploy", option);
  }

  /** A server that is down is one line, and no secret. */
  @Test
  void tellsOfAServerThatIsDown() {
    shell.set("FLEXIDB_DATABASES_SHOP_URL", NOWHERE + "?connectTimeout=PT1S");
    shell.run("init", "-d", "shop");

    Run run = shell.run("health");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("shop: does not answer: ")
        .contains("cannot connect to localhost:1")
        .doesNotContain(SECRET);
    Run json = shell.run("health", "--json");
    assertThat(json.out()).contains("\"healthy\":false").doesNotContain(SECRET);
    assertThat(shell.run("health", "--verbose").all()).doesNotContain(SECRET);
  }

  /** Where nobody answers nobody knows whether there are tenants; and it is told at once. */
  @Test
  void saysNothingOfWhatItCouldNotAsk() {
    shell.set("FLEXIDB_DATABASES_SHOP_URL", NOWHERE);
    shell.run("init", "-d", "shop");

    Run run = shell.run("schema", "list");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.lines()).singleElement().asString().startsWith("failed: ").contains("refused");
    assertThat(run.all()).doesNotContain(SECRET);
  }

  /** What is missing is called as it is in the file. */
  @Test
  void namesSettingsAsTheFileDoes() {
    shell.set("FLEXIDB_DATABASES_SHOP_URL", "r2dbc:postgresql://app:" + SECRET + "@localhost:1");
    shell.run("init", "-d", "shop");

    assertThat(fails("schema", "list").err())
        .contains("jdbc-url")
        .doesNotContain("MigrationConfig");
    assertThat(fails("migrate", "deploy").err()).doesNotContain("MigrationConfig");
  }

  /** Errors are told in JSON as well, and nowhere else. */
  @Test
  void tellsErrorsInJson() {
    Run run = shell.run("health", "--json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).startsWith("{\"event\":\"error\",\"message\":\"there is no flexidb.yml");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void refusesAMigrationThatIsEmpty() {
    shell.set("FLEXIDB_DATABASES_SHOP_URL", NOWHERE);
    shell.run("init", "-d", "shop");
    assertThat(shell.run("migrate", "dev", "-n", "later", "--domain", "tenant").out())
        .contains("write them");

    assertThat(fails("migrate", "dev").err())
        .contains("V20260301120000__later.sql", "nothing but comments");
    assertThat(fails("migrate", "dev", "-n", "!?", "--domain", "tenant").err()).contains("a name");
    assertThat(fails("migrate", "dev", "-n", "x").err()).contains("--domain: public, tenant");
  }
}
