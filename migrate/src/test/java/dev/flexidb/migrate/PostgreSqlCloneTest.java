package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.copy.NotCopiedException;
import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("Copies of schemas on PostgreSQL")
@SuppressWarnings("NullAway.Init")
class PostgreSqlCloneTest {

  private static final SchemaName FROM = new SchemaName("acme");
  private static final SchemaName TO = new SchemaName("copy");

  private static final String EVERYTHING =
      """
      CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
      CREATE DOMAIN email AS varchar(80) DEFAULT 'a@b' CHECK (VALUE LIKE '%@%');
      CREATE DOMAIN best AS mood NOT NULL DEFAULT 'happy';
      CREATE TYPE address AS (street text, "House No" int);
      CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
      CREATE SEQUENCE ticket AS smallint INCREMENT 5 START 10 MAXVALUE 500 CYCLE;
      CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
      CREATE TABLE people (
        id serial PRIMARY KEY,
        big bigint GENERATED ALWAYS AS IDENTITY (START WITH 7 INCREMENT BY 3),
        name text COLLATE "C" NOT NULL,
        mail email,
        feels mood DEFAULT 'happy',
        moods mood[],
        at address,
        during span,
        doubled int GENERATED ALWAYS AS (twice(4)) STORED,
        ticket int DEFAULT nextval('ticket'),
        "Odd ""Name" jsonb,
        CONSTRAINT named CHECK (char_length(name) > 0),
        UNIQUE NULLS NOT DISTINCT (name, mail)
      ) WITH (fillfactor = 70);
      ALTER TABLE people ALTER COLUMN name SET STORAGE EXTERNAL;
      CREATE TABLE orders (
        id int PRIMARY KEY,
        person int NOT NULL REFERENCES people ON DELETE CASCADE DEFERRABLE,
        parent int REFERENCES orders,
        starts date NOT NULL DEFAULT current_date);
      CREATE INDEX ON orders (person) INCLUDE (parent) WHERE parent IS NOT NULL;
      CREATE INDEX by_lower ON people (lower(name) DESC NULLS LAST);
      CREATE STATISTICS related (dependencies) ON person, parent FROM orders;
      CREATE TABLE events (id int NOT NULL, day date NOT NULL, PRIMARY KEY (id, day))
        PARTITION BY RANGE (day);
      CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
      CREATE TABLE events_new PARTITION OF events DEFAULT;
      CREATE INDEX of_day ON events (day);
      CREATE TABLE base (a int);
      CREATE TABLE child (b int) INHERITS (base);
      ALTER TABLE child ALTER COLUMN a SET DEFAULT 5;
      ALTER TABLE child ALTER COLUMN a SET NOT NULL;
      CREATE UNLOGGED TABLE fast (a int);
      CREATE VIEW zz_first WITH (security_barrier) AS SELECT name, feels FROM people;
      CREATE VIEW aa_second (x) AS SELECT count(*) FROM zz_first;
      CREATE VIEW grouped AS SELECT p.id, p.name, count(*) FROM people p GROUP BY p.id;
      CREATE MATERIALIZED VIEW summed AS SELECT feels, count(*) AS n FROM people GROUP BY 1;
      CREATE UNIQUE INDEX ON summed (feels);
      CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SET search_path TO acme, pg_temp
        AS $$ BEGIN NEW.name := NEW.name || '!'; RETURN NEW; END $$;
      CREATE FUNCTION of_view(v zz_first) RETURNS text LANGUAGE sql
        BEGIN ATOMIC SELECT v.name FROM zz_first LIMIT 1; END;
      CREATE PROCEDURE clear() LANGUAGE sql AS 'DELETE FROM orders';
      CREATE TRIGGER stamped BEFORE INSERT ON people FOR EACH ROW
        WHEN (NEW.name IS NOT NULL) EXECUTE FUNCTION stamp();
      CREATE TRIGGER off AFTER DELETE ON orders EXECUTE FUNCTION stamp();
      ALTER TABLE orders DISABLE TRIGGER off;
      CREATE RULE no_fast AS ON DELETE TO fast DO INSTEAD NOTHING;
      ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own ON orders FOR SELECT TO PUBLIC USING (id > 0);
      ALTER TABLE orders REPLICA IDENTITY FULL;
      COMMENT ON TABLE people IS 'those it''s about';
      COMMENT ON COLUMN people.name IS 'as they say';
      COMMENT ON CONSTRAINT named ON people IS 'somebody';
      COMMENT ON TYPE mood IS 'today';
      COMMENT ON FUNCTION twice(int) IS 'two';
      COMMENT ON TRIGGER stamped ON people IS 'loud';
      GRANT SELECT (name), UPDATE ON people TO reader WITH GRANT OPTION;
      REVOKE EXECUTE ON FUNCTION twice(int) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION twice(int) TO reader;
      GRANT USAGE ON SCHEMA acme TO reader;
      ALTER DEFAULT PRIVILEGES IN SCHEMA acme GRANT SELECT ON TABLES TO reader;
      INSERT INTO people (name, mail, feels, moods, at, during, "Odd ""Name")
        VALUES ('ann', 'a@x', 'sad', '{sad,happy}', ROW('s', 1), '[1,2)', '{"a": 1}'),
               ('bob', NULL, NULL, NULL, NULL, NULL, NULL);
      INSERT INTO orders VALUES (1, 1, NULL), (2, 2, 1);
      INSERT INTO events VALUES (1, '2025-01-01'), (2, '2026-05-05');
      INSERT INTO base VALUES (1);
      INSERT INTO child VALUES (2, 3);
      REFRESH MATERIALIZED VIEW summed;
      """;

  private TestFleet fleet;

  @BeforeEach
  void open(TestDatabase database) {
    fleet = new TestFleet(database);
    database.execute("CREATE ROLE reader");
    fleet.tenant("V1__nothing.sql", "CREATE TABLE nothing (id INT);");
    fleet.schemas().createSchema(FROM).block();
  }

  @AfterEach
  void close() {
    fleet.close();
    fleet.database().execute("DROP OWNED BY reader", "DROP ROLE reader");
  }

  private void make(String sql) throws SQLException {
    try (Connection connection = fleet.connect()) {
      Sql.run(connection, "SET search_path TO acme");
      // One at a time, as the driver stumbles over BEGIN ATOMIC among others.
      for (String statement : sql.strip().split(";\n", -1)) {
        Sql.run(connection, statement);
      }
    }
  }

  private List<String> catalogue(SchemaName schema) throws SQLException {
    try (Connection connection = fleet.connect()) {
      return PostgreSqlCatalogue.of(connection, schema.value()).stream()
          .map(line -> line.replace("search_path TO '" + schema + "'", "search_path TO 'own'"))
          .toList();
    }
  }

  private void copy(CloneOptions options) {
    fleet.schemas().cloneSchema(FROM, TO, options).as(StepVerifier::create).verifyComplete();
  }

  /** S23: what the server says of both is the same, and the rows are. */
  @Test
  void copiesAllThatThereIs() throws SQLException {
    make(EVERYTHING);

    copy(CloneOptions.WITH_DATA);

    assertThat(catalogue(TO)).hasSizeGreaterThan(150).containsExactlyElementsOf(catalogue(FROM));
    for (String table : List.of("people", "orders", "events", "base", "summed", "child")) {
      assertThat(fleet.ask("SELECT t::text FROM copy.%s t ORDER BY 1".formatted(table)))
          .isNotEmpty()
          .isEqualTo(fleet.ask("SELECT t::text FROM acme.%s t ORDER BY 1".formatted(table)));
    }
  }

  /** The copy goes on by itself: its sequences, keys, views and triggers are its own. */
  @Test
  void standsOnItsOwn() throws SQLException {
    make(EVERYTHING);
    copy(CloneOptions.WITH_DATA);

    fleet.database().execute("INSERT INTO copy.people (name) VALUES ('new')");

    assertThat(fleet.ask("SELECT id || name || big || ticket FROM copy.people ORDER BY id DESC"))
        .first()
        .isEqualTo("3new!1320");
    assertThat(fleet.ask("SELECT last_value FROM acme.people_id_seq")).containsExactly("2");
    assertThat(fleet.ask("SELECT x FROM copy.aa_second")).containsExactly("3");
    assertThat(fleet.ask("SELECT x FROM acme.aa_second")).containsExactly("2");
    fleet.schemas().deleteSchema(FROM, FROM.value()).as(StepVerifier::create).verifyComplete();
    assertThat(fleet.ask("SELECT x FROM copy.aa_second")).containsExactly("3");
    assertThat(fleet.history("copy")).containsExactly("1");
  }

  /** Without the rows, sequences begin anew and the history stays. */
  @Test
  void leavesTheRowsWhereTheyAre() throws SQLException {
    make(EVERYTHING);

    copy(CloneOptions.STRUCTURE);

    assertThat(catalogue(TO)).hasSizeGreaterThan(150).containsExactlyElementsOf(catalogue(FROM));
    assertThat(fleet.ask("SELECT id FROM copy.people")).isEmpty();
    assertThat(fleet.history("copy")).containsExactly("1");
    fleet.database().execute("INSERT INTO copy.people (name) VALUES ('new')");
    assertThat(fleet.ask("SELECT id || ',' || big FROM copy.people")).containsExactly("1,7");
    assertThat(fleet.stock("copy").validateWithResult().validationSuccessful).isTrue();
    fleet.schemas().listSchemas().as(StepVerifier::create).expectNext(FROM, TO).verifyComplete();
  }

  /** A table of the schema's own name leads nowhere else. */
  @Test
  void doesNotTakeATableForTheSchema() throws SQLException {
    make(
        "CREATE TABLE acme (id int);\n"
            + "CREATE VIEW v AS SELECT 'x' AS k, acme.id FROM acme, nothing");

    copy(CloneOptions.STRUCTURE);

    assertThat(catalogue(TO)).containsExactlyElementsOf(catalogue(FROM));
  }

  /** What would lead back to the first schema, or cannot be said again, is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM acme.nothing' | names the schema
          CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM acme/* */. nothing' | names the schema
          CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN SET LOCAL search_path TO x, acme; END' | names the schema
          CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT set_config(''search_path'', ''acme'', true)' | names the schema
          CREATE TRIGGER t BEFORE UPDATE ON nothing FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger('acme') | names the schema
          CREATE VIEW v AS SELECT 'x', query_to_xml('SELECT * FROM acme.nothing', true, true, '') | names the schema
          CREATE POLICY p ON nothing USING (length('acme.nothing') > 0)                          | names the schema
          ALTER TABLE nothing ADD CHECK (length('acme.nothing') > 0)                             | names the schema
          CREATE TABLE t (id int DEFAULT length('acme.nothing'))                                 | names the schema
          CREATE CAST (nothing AS json) WITH INOUT                                               | cast
          CREATE OPERATOR FAMILY fam USING btree                                                 | operator family
          CREATE TEXT SEARCH TEMPLATE tem (LEXIZE = dsimple_lexize)                              | text search template
          CREATE TYPE r AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops)            | range type
          CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int)                             | aggregate
          CREATE OPERATOR ### (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)                 | operator
          """)
  void refusesWhatCannotStandOnItsOwn(String sql, String reason) throws SQLException {
    make(sql);

    fleet
        .schemas()
        .cloneSchema(FROM, TO, CloneOptions.STRUCTURE)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotCopiedException.class)
                    .hasMessageContaining(reason));

    fleet.schemas().schemaExists(TO).as(StepVerifier::create).expectNext(false).verifyComplete();
    assertThat(fleet.ask("SELECT nspname FROM pg_namespace WHERE nspname = 'copy'")).isEmpty();
  }
}
