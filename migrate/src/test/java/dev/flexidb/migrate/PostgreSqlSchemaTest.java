package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.tenant.SchemaName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("Tenant schemas on PostgreSQL")
class PostgreSqlSchemaTest implements SchemaContract {

  private @Nullable TestFleet fleet;

  @Override
  public TestFleet fleet() {
    return Objects.requireNonNull(fleet);
  }

  @Override
  public void fleet(TestFleet opened) {
    fleet = opened;
  }

  /** What somebody else has built on it would go as well, rows and all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE VIEW two.there AS SELECT * FROM one.stock",
        "CREATE TABLE two.there (id int REFERENCES one.stock)",
        "CREATE TABLE two.there (mood one.mood)",
        "CREATE TABLE two.there () INHERITS (one.stock)"
      })
  void dropsNothingThatOthersBuildOn(String built) {
    fleet()
        .tenant(
            "V3__items.sql",
            "CREATE TABLE stock (id INT PRIMARY KEY); CREATE TYPE mood AS ENUM ('x');");
    SchemaManager schemas = fleet().schemas();
    SchemaName one = new SchemaName("one");
    schemas.createSchema(one).block();
    schemas.createSchema(new SchemaName("two")).block();
    fleet().database().execute(built);

    schemas
        .deleteSchema(one, "one")
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(SchemaException.class)
                    .hasMessageContaining("two.there")
                    .hasMessageContaining("nothing was touched"));

    assertThat(fleet().ask("SELECT state FROM flexidb_tenant")).containsOnly("ACTIVE");
    assertThat(fleet().ask("SELECT 1 FROM two.there")).isEmpty();
  }
}
