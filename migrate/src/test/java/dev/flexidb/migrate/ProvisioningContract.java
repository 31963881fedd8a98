package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What is promised of tenants that come by themselves. */
interface ProvisioningContract extends FleetContract {

  String ID = "6F9619FF-8B86-D011-B42D-00CF4FC964FF";

  @Override
  @BeforeEach
  default void open(TestDatabase database) {
    FleetContract.super.open(database);
    fleet()
        .config(
            DatabaseConfig.of(database.r2dbcUrl())
                .withTenancy(Tenancy.schemaPerTenant().directory(SchemaManager.directory())));
  }

  @Override
  @AfterEach
  default void close() {
    fleet()
        .ask("SELECT schema_name FROM flexidb_tenant")
        .forEach(
            schema ->
                fleet()
                    .database()
                    .execute("DROP SCHEMA " + schema + (fleet().undoesDdl() ? " CASCADE" : "")));
    FleetContract.super.close();
  }

  default List<String> spares() {
    return fleet().ask("SELECT schema_name FROM flexidb_tenant WHERE state = 'SPARE' ORDER BY 1");
  }

  /** Of many who ask at once, on two nodes, all get the same schema, which is made once. */
  @Test
  default void makesATenantAtItsFirstUse() {
    SchemaManager here = fleet().schemas();
    SchemaManager there = fleet().schemas();

    List<SchemaName> schemas =
        Objects.requireNonNull(
            Flux.just(here, there, here, there, here)
                .flatMap(node -> node.provision(ID))
                .collectList()
                .block());

    assertThat(schemas).hasSize(5).containsOnly(schemas.get(0));
    assertThat(fleet().ask("SELECT id FROM flexidb_tenant")).containsExactly(ID);
    assertThat(fleet().ask("SELECT name FROM %s.items".formatted(schemas.get(0))))
        .containsExactly("a");
    fleet()
        .db()
        .get(TestFleet.NAME)
        .schemaOf(ID)
        .as(StepVerifier::create)
        .expectNext(schemas.get(0))
        .verifyComplete();
  }

  /** An id that is a schema's name has that one. */
  @Test
  default void keepsTheNameOfAnIdThatIsOne() {
    SchemaName own = new SchemaName(fleet().willCreate("own"));

    fleet()
        .schemas()
        .provision(own.value())
        .as(StepVerifier::create)
        .expectNext(own)
        .verifyComplete();

    assertThat(fleet().history("own")).containsExactly("1", "2");
    fleet()
        .schemas()
        .createSchema(own)
        .as(StepVerifier::create)
        .verifyError(DuplicateSchemaException.class);
  }

  /** Spares are nobody's, are migrated with the others, and are given away once. */
  @Test
  default void takesASpareThatWasMadeAhead() {
    SchemaManager schemas = fleet().schemas();
    schemas.prepareSpares(2).as(StepVerifier::create).expectNext(2).verifyComplete();
    schemas.prepareSpares(2).as(StepVerifier::create).expectNext(0).verifyComplete();
    schemas.listSchemas().as(StepVerifier::create).verifyComplete();
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");
    assertThat(
            only(
                TestFleet.all(schemas.migrateAllSchemas(MigrationOptions.DEFAULTS)), Applied.class))
        .hasSize(2);
    List<String> ready = spares();

    SchemaName given = schemas.provision(ID).block();

    assertThat(ready).contains(String.valueOf(given));
    assertThat(spares()).hasSize(1).doesNotContain(String.valueOf(given));
    schemas.listSchemas().as(StepVerifier::create).expectNextCount(1).verifyComplete();
  }

  /** Where schemas can be renamed a spare is anybody's. */
  @Test
  default void renamesASpareWhereItCan() {
    SchemaManager schemas = fleet().schemas();
    schemas.prepareSpares(1).block();
    SchemaName own = new SchemaName(fleet().willCreate("own"));

    schemas.provision(own.value()).as(StepVerifier::create).expectNext(own).verifyComplete();

    assertThat(spares()).hasSize(fleet().undoesDdl() ? 0 : 1);
    assertThat(fleet().history("own")).containsExactly("1", "2");
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");
    assertThat(only(TestFleet.all(schemas.migrateSchema(own)), Applied.class)).hasSize(1);
  }

  /** One that is behind the files is not given away. */
  @Test
  default void leavesASpareThatIsBehind() {
    SchemaManager schemas = fleet().schemas();
    schemas.prepareSpares(1).block();
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");

    SchemaName given = schemas.provision(ID).block();

    assertThat(spares()).hasSize(1);
    assertThat(
            fleet()
                .ask(
                    "SELECT version FROM %s.flyway_history_tenant ORDER BY installed_rank"
                        .formatted(given)))
        .containsExactly("1", "2", "3");
  }

  /** What a killed node has left of a tenant is cleared, and made again. */
  @Test
  default void goesOnWhereANodeWasKilled() {
    fleet().schemas().prepareSpares(0).block();
    fleet().create("half");
    fleet()
        .database()
        .execute(
            "INSERT INTO flexidb_tenant (id, schema_name, state) VALUES ('%s', '%s', 'CREATING')"
                .formatted(ID, fleet().schema("half")),
            "CREATE TABLE %s (id INT)".formatted(fleet().table("half", "items")));

    fleet()
        .schemas()
        .provision(ID)
        .as(StepVerifier::create)
        .expectNext(new SchemaName(fleet().schema("half")))
        .verifyComplete();

    assertThat(fleet().history("half")).containsExactly("1", "2");
  }
}
