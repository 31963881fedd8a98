package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.MigrationConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.tenant.SchemaName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What is promised where migrations log in as somebody else than the service. */
interface LoginContract extends FleetContract {

  default String login() {
    return "app_" + fleet().database().name();
  }

  @Override
  @BeforeEach
  default void open(TestDatabase database) {
    FleetContract.super.open(database);
    if (fleet().undoesDdl()) {
      database.execute("CREATE ROLE %s LOGIN PASSWORD 'Secret123'".formatted(login()));
    } else {
      database.execute(
          "CREATE USER %s@'%%' IDENTIFIED BY 'Secret123'".formatted(login()),
          "GRANT CREATE TEMPORARY TABLES ON %s.* TO %s@'%%'".formatted(database.name(), login()));
    }
    fleet().config(config(Tenancy.schemaPerTenant()));
  }

  default DatabaseConfig config(Tenancy tenancy) {
    DatabaseServer server = fleet().database().server();
    String ours = server.username() + ":" + server.password() + "@";
    assertThat(fleet().database().r2dbcUrl()).contains(ours);
    return DatabaseConfig.of(fleet().database().r2dbcUrl().replace(ours, login() + ":Secret123@"))
        .withTenancy(tenancy)
        .withMigration(MigrationConfig.as(server.username(), server.password()));
  }

  @AfterEach
  default void dropLogin() {
    if (fleet().undoesDdl()) {
      fleet()
          .database()
          .execute(
              "DROP OWNED BY %s CASCADE".formatted(login()), "DROP ROLE %s".formatted(login()));
    } else {
      fleet().database().execute("DROP USER %s@'%%'".formatted(login()));
    }
  }

  /** The service may read and write in a new schema, and not change what it is made of. */
  @Test
  default void givesTheServiceWhatItNeeds() {
    SchemaManager schemas = fleet().schemas();
    SchemaName made = new SchemaName(fleet().willCreate("made"));

    schemas.createSchema(made).as(StepVerifier::create).verifyComplete();

    schemas.executeSchema(made, "INSERT INTO items VALUES (2, 'b', 3)").blockLast();
    schemas
        .executeSchema(made, "SELECT name FROM items WHERE id = 2")
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();
    schemas.executeSchema(made, "DROP TABLE items").as(StepVerifier::create).verifyError();
    assertThat(fleet().ask("SELECT name FROM " + fleet().table("made", "items") + " ORDER BY 1"))
        .containsExactly("a", "b");
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");
    TestFleet.all(schemas.migrateSchema(made));
    schemas
        .executeSchema(made, "INSERT INTO more VALUES (1)")
        .as(StepVerifier::create)
        .verifyComplete();
  }
}
