package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.MigrationConfig;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.migrate.copy.NotCopiedException;
import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** What is promised of copies on the MySQL family. */
interface CloneContract extends FleetContract {

  List<String> EVERYTHING =
      List.of(
          "CREATE TABLE people (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL DEFAULT"
              + " 'it''s', feels ENUM('sad', 'happy') COMMENT 'today', both_ VARCHAR(40) GENERATED"
              + " ALWAYS AS (concat(name, '!')) STORED, UNIQUE KEY named (name)) COMMENT 'those'",
          "CREATE TABLE orders (id INT PRIMARY KEY, person INT, parent INT, CONSTRAINT of_person"
              + " FOREIGN KEY (person) REFERENCES people (id) ON DELETE CASCADE, CONSTRAINT of_parent"
              + " FOREIGN KEY (parent) REFERENCES orders (id), KEY by_parent (parent DESC))",
          "CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC COMMENT 'two' RETURN n * 2",
          "CREATE PROCEDURE clear() MODIFIES SQL DATA BEGIN DELETE FROM orders; END",
          "CREATE VIEW zz_first AS SELECT id, name, twice(id) AS doubled FROM people",
          "CREATE VIEW aa_second AS SELECT count(*) AS x FROM zz_first WHERE name <> '`x`.'",
          "CREATE TRIGGER loud BEFORE INSERT ON people FOR EACH ROW SET NEW.name = concat(NEW.name,"
              + " '?')",
          "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM orders",
          "INSERT INTO people (id, name) VALUES (0 + 4, 'ann'), (9, 'bob')",
          "INSERT INTO orders VALUES (1, 4, NULL), (2, 9, 1)");

  private SchemaName made() throws SQLException {
    SchemaName from = new SchemaName(fleet().willCreate("acme"));
    fleet().schemas().createSchema(from).block();
    try (Connection connection = fleet().connect()) {
      connection.setCatalog(from.value());
      for (String sql : EVERYTHING) {
        Sql.run(connection, sql);
      }
    }
    return from;
  }

  /** What the server says of all in a schema, without the schema's name. */
  private List<String> catalogue(SchemaName schema) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = fleet().connect()) {
      connection.setCatalog(schema.value());
      for (String[] each :
          Sql.rows(
              connection,
              """
              SELECT if(table_type = 'VIEW', 'VIEW', 'TABLE'), table_name FROM information_schema.tables
                WHERE table_schema = database()
              UNION ALL SELECT routine_type, routine_name FROM information_schema.routines
                WHERE routine_schema = database()
              UNION ALL SELECT 'TRIGGER', trigger_name FROM information_schema.triggers
                WHERE trigger_schema = database()
              UNION ALL SELECT 'EVENT', event_name FROM information_schema.events
                WHERE event_schema = database()
              ORDER BY 1, 2
              """,
              row -> new String[] {row.getString(1), row.getString(2)})) {
        lines.addAll(
            Sql.rows(
                connection,
                "SHOW CREATE %s `%s`".formatted(each[0], each[1]),
                row ->
                    (each[0]
                            + row.getString(2)
                            + row.getString(Math.min(4, row.getMetaData().getColumnCount()))
                            + row.getString(Math.min(3, row.getMetaData().getColumnCount())))
                        .replace("`" + schema + "`.", "")));
      }
      lines.addAll(
          Sql.rows(
              connection,
              "SELECT concat(default_character_set_name, default_collation_name) FROM"
                  + " information_schema.schemata WHERE schema_name = database()",
              row -> row.getString(1)));
    }
    return lines;
  }

  /** S23: what the server says of both is the same, and the rows are. */
  @Test
  default void copiesAllThatThereIs() throws SQLException {
    SchemaName from = made();
    SchemaName to = new SchemaName(fleet().willCreate("copy"));

    fleet()
        .schemas()
        .cloneSchema(from, to, CloneOptions.WITH_DATA)
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(catalogue(to)).containsExactlyElementsOf(catalogue(from)).hasSizeGreaterThan(9);
    assertThat(fleet().ask("SELECT both_ FROM " + fleet().table("copy", "people") + " ORDER BY id"))
        .containsExactly("ann?!", "bob?!");
    fleet().schemas().deleteSchema(from, from.value()).block();
    fleet()
        .database()
        .execute("INSERT INTO %s (name) VALUES ('new')".formatted(fleet().table("copy", "people")));
    assertThat(
            fleet()
                .ask("SELECT concat(id, name, doubled) FROM " + fleet().table("copy", "zz_first")))
        .contains("10new?20");
    assertThat(fleet().history("copy")).containsExactly("1", "2");
  }

  /** Without the rows, counters begin anew and the history stays. */
  @Test
  default void leavesTheRowsWhereTheyAre() throws SQLException {
    SchemaName from = made();
    SchemaName to = new SchemaName(fleet().willCreate("copy"));

    fleet()
        .schemas()
        .cloneSchema(from, to, CloneOptions.STRUCTURE)
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(fleet().ask("SELECT id FROM " + fleet().table("copy", "people"))).isEmpty();
    fleet()
        .database()
        .execute("INSERT INTO %s (name) VALUES ('new')".formatted(fleet().table("copy", "people")));
    assertThat(fleet().ask("SELECT id FROM " + fleet().table("copy", "people")))
        .containsExactly("1");
    assertThat(fleet().stock("copy").validateWithResult().validationSuccessful).isTrue();
    assertThat(fleet().history("copy")).containsExactly("1", "2");
  }

  /** A text that names the schema would lead back to it, also if another text is made of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM {from}.orders",
        "BEGIN -- it's\n DELETE FROM {from}.orders; END",
        "DELETE FROM `{from}`/* */ . `orders`",
        "BEGIN PREPARE gone FROM 'DELETE FROM {from}.orders'; EXECUTE gone; END",
        "BEGIN SET @gone = concat('DELETE FROM ', '{from}', '.orders'); PREPARE gone FROM @gone; END"
      })
  default void refusesATextThatNamesTheSchema(String body) throws SQLException {
    SchemaName from = made();
    SchemaName to = new SchemaName(fleet().willCreate("copy"));
    try (Connection connection = fleet().connect()) {
      Sql.run(
          connection,
          "CREATE PROCEDURE %s.leak() %s".formatted(from, body.replace("{from}", from.value())));
    }

    fleet()
        .schemas()
        .cloneSchema(from, to, CloneOptions.STRUCTURE)
        .as(StepVerifier::create)
        .verifyError(NotCopiedException.class);

    fleet().schemas().schemaExists(to).as(StepVerifier::create).expectNext(false).verifyComplete();
    assertThat(
            fleet()
                .ask(
                    "SELECT schema_name FROM information_schema.schemata WHERE schema_name = '%s'"
                        .formatted(to)))
        .isEmpty();
  }

  /** However a server is told to quote, what it says of the first is understood. */
  @Test
  default void copiesWhereNamesAreQuotedOtherwise() throws SQLException {
    SchemaName from = made();
    SchemaName to = new SchemaName(fleet().willCreate("copy"));
    TestDatabase database = fleet().database();
    fleet()
        .config(
            fleet()
                .config()
                .withMigration(
                    MigrationConfig.of(
                        database.jdbcUrl().replace("jdbc:mysql:", "jdbc:mariadb:")
                            + "?sessionVariables=sql_mode='ANSI_QUOTES'",
                        database.server().username(),
                        database.server().password())));

    fleet()
        .schemas()
        .cloneSchema(from, to, CloneOptions.WITH_DATA)
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(catalogue(to)).containsExactlyElementsOf(catalogue(from));
  }
}
