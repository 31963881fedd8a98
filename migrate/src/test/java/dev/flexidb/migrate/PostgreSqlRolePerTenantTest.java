package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("A role for each tenant")
class PostgreSqlRolePerTenantTest implements LoginContract {

  private static final SchemaName ONE = new SchemaName("one");
  private static final SchemaName TWO = new SchemaName("two");

  private static final int TENANTS = 4;

  private @Nullable TestFleet fleet;

  @Override
  public TestFleet fleet() {
    return Objects.requireNonNull(fleet);
  }

  @Override
  public void fleet(TestFleet opened) {
    fleet = opened;
  }

  @Override
  @BeforeEach
  public void open(TestDatabase database) {
    LoginContract.super.open(database);
    fleet().config(config(Tenancy.schemaPerTenant().rolePerTenant(database.name() + "_{schema}")));
  }

  @Override
  public void close() {
    TestFleet.all(fleet().schemas().listSchemas()).forEach(this::drop);
    LoginContract.super.close();
  }

  private void drop(SchemaName schema) {
    fleet().schemas().deleteSchema(schema, schema.value()).block();
  }

  private List<String> roles() {
    return fleet()
        .ask(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE '%s\\_%%' ORDER BY 1"
                .formatted(fleet().database().name()));
  }

  /** SQL that names another tenant's schema is refused by the server. */
  @Test
  void keepsTenantsOutOfEachOthersSchemas() {
    SchemaManager schemas = fleet().schemas();
    schemas.createSchema(ONE).then(schemas.createSchema(TWO)).block();

    schemas
        .executeSchema(ONE, "SELECT name FROM two.items")
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("two"));
    schemas
        .executeSchema(ONE, "DELETE FROM flyway_history_tenant")
        .as(StepVerifier::create)
        .verifyError();
  }

  /** Many tenants that come at once each get a spare of their own, with a role. */
  @Test
  void givesSparesToManyAtOnce() {
    SchemaManager schemas = fleet().schemas();
    schemas.prepareSpares(TENANTS).block();

    List<SchemaName> given =
        Objects.requireNonNull(
            Flux.range(0, TENANTS)
                .flatMap(each -> schemas.provision("NEW-" + each), TENANTS)
                .collectList()
                .block());

    assertThat(given).hasSize(TENANTS).doesNotHaveDuplicates();
    assertThat(roles()).hasSize(TENANTS);
    assertThat(fleet().ask("SELECT 1 FROM flexidb_tenant WHERE state <> 'ACTIVE'")).isEmpty();
  }

  /** The role comes with its schema, and goes with it. */
  @Test
  void makesAndDropsTheRole() {
    SchemaManager schemas = fleet().schemas();
    schemas.createSchema(ONE).then(schemas.createSchema(TWO)).block();
    assertThat(roles()).hasSize(2);

    drop(ONE);

    assertThat(roles()).singleElement().asString().endsWith("_two");
  }

  /** What the first tenant's role may, the copy's may in the copy, and nobody else. */
  @Test
  void givesTheCopyToItsOwnRole() {
    SchemaManager schemas = fleet().schemas();
    schemas
        .createSchema(ONE)
        .then(schemas.cloneSchema(ONE, TWO, CloneOptions.WITH_DATA))
        .as(StepVerifier::create)
        .verifyComplete();

    schemas
        .executeSchema(TWO, "UPDATE items SET name = 'z'")
        .thenMany(schemas.executeSchema(TWO, "SELECT name FROM items"))
        .as(StepVerifier::create)
        .expectNext(java.util.Map.of("name", "z"))
        .verifyComplete();
    schemas.executeSchema(ONE, "SELECT name FROM two.items").as(StepVerifier::create).verifyError();
    assertThat(fleet().ask("SELECT name FROM one.items")).containsExactly("a");
  }
}
