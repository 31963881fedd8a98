package dev.flexidb.migrate;

import static dev.flexidb.migrate.FleetContract.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.TenantState;
import dev.flexidb.batch.Outcome;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is promised of tenants' schemas on every server; a, b and c are there, and no tenant's. */
interface SchemaContract extends FleetContract {

  MigrationOptions IMPATIENT =
      MigrationOptions.DEFAULTS.withLockTimeout(Duration.ofMillis(100)).withLockAttempts(1);

  default SchemaName name(String tenant) {
    return new SchemaName(fleet().willCreate(tenant));
  }

  default List<String> there(SchemaName schema) {
    return fleet()
        .ask(
            "SELECT schema_name FROM information_schema.schemata WHERE schema_name = '%s'"
                .formatted(schema));
  }

  /** S17: a schema is made with all that the files say, and is a tenant's then. */
  @Test
  default void makesASchemaWithAllThatBelongsIntoIt() {
    SchemaManager schemas = fleet().schemas();
    SchemaName made = name("made");

    schemas.createSchema(made).as(StepVerifier::create).verifyComplete();

    assertThat(fleet().history("made")).containsExactly("1", "2");
    assertThat(fleet().stock("made").validateWithResult().validationSuccessful).isTrue();
    schemas.schemaExists(made).as(StepVerifier::create).expectNext(true).verifyComplete();
    schemas.listSchemas().as(StepVerifier::create).expectNext(made).verifyComplete();
    fleet()
        .db()
        .get(TestFleet.NAME)
        .sql("SELECT name FROM items")
        .mapValue(String.class)
        .one()
        .contextWrite(TenantContext.withSchema(made))
        .as(StepVerifier::create)
        .expectNext("a")
        .verifyComplete();
  }

  /** A second one of the same name is refused, and so is one that somebody else has made. */
  @Test
  default void refusesASecondOneOfTheSameName() {
    SchemaManager schemas = fleet().schemas();
    SchemaName made = name("made");
    schemas.createSchema(made).block();

    schemas
        .createSchema(made)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(DuplicateSchemaException.class)
                    .hasMessageContaining("is a tenant's"));
    schemas
        .createSchema(name("a"))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(DuplicateSchemaException.class)
                    .hasMessageContaining("no tenant's"));
  }

  /** Of many at once, on two nodes, one makes it. */
  @Test
  default void letsOneOfManyMakeIt() {
    SchemaName made = name("made");
    Mono<Void> here = fleet().schemas().createSchema(made);
    Mono<Void> there = fleet().schemas().createSchema(made);
    AtomicInteger refused = new AtomicInteger();

    reactor.core.publisher.Flux.just(here, there, here, there)
        .flatMap(
            create ->
                create.onErrorResume(
                    DuplicateSchemaException.class,
                    error -> Mono.fromRunnable(refused::incrementAndGet)))
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(refused).hasValue(3);
    assertThat(fleet().history("made")).containsExactly("1", "2");
  }

  /** A failure leaves nothing, neither a schema nor a tenant. */
  @Test
  default void leavesNothingOfOneThatFails() {
    fleet().tenant("V3__half.sql", FailureContract.HALF_BROKEN);
    SchemaManager schemas = fleet().schemas();
    SchemaName bad = name("bad");

    schemas
        .createSchema(bad)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("V3__half.sql"));

    assertThat(there(bad)).isEmpty();
    assertThat(fleet().ask("SELECT id FROM flexidb_tenant")).isEmpty();
    fleet().tenant("V3__half.sql", "CREATE TABLE half (id INT);");
    schemas.createSchema(bad).block();
    assertThat(fleet().history("bad")).containsExactly("1", "2", "3");
  }

  /** The same where only Flyway can run the scripts, one step after the other. */
  @Test
  default void leavesNothingOfOneThatFailsStepByStep() {
    fleet()
        .tenant("R__view.sql", "CREATE VIEW names AS SELECT name FROM items;")
        .tenant("V3__half.sql", FailureContract.HALF_BROKEN);
    SchemaName bad = name("bad");

    fleet()
        .schemas()
        .createSchema(bad)
        .as(StepVerifier::create)
        .verifyError(MigrationException.class);

    assertThat(there(bad)).isEmpty();
    assertThat(fleet().ask("SELECT id FROM flexidb_tenant")).isEmpty();
    fleet().tenant("V3__half.sql", "CREATE TABLE half (id INT);");
    fleet().schemas().createSchema(bad).block();
    assertThat(fleet().ask("SELECT name FROM " + fleet().table("bad", "names")))
        .containsExactly("a");
  }

  /** What a killed node has left half-made is no tenant, and is cleared by the next attempt. */
  @Test
  default void clearsWhatAKilledNodeHasLeft() {
    SchemaManager schemas = fleet().schemas();
    schemas.createSchema(name("made")).block();
    SchemaName half = name("half");
    fleet().create("half");
    fleet()
        .database()
        .execute(
            "CREATE TABLE %s (id INT)".formatted(fleet().table("half", "items")),
            "INSERT INTO flexidb_tenant (id, schema_name, state) VALUES ('%s', '%s', 'CREATING')"
                .formatted(half, half));

    schemas.schemaExists(half).as(StepVerifier::create).expectNext(false).verifyComplete();
    schemas.createSchema(half).as(StepVerifier::create).verifyComplete();

    assertThat(fleet().history("half")).containsExactly("1", "2");
  }

  /** S18: a schema is dropped when its name was given twice. */
  @Test
  default void dropsASchemaThatIsConfirmed() {
    SchemaManager schemas = fleet().schemas();
    SchemaName made = name("made");
    schemas.createSchema(made).block();

    schemas
        .deleteSchema(made, "mad")
        .as(StepVerifier::create)
        .verifyError(WrongConfirmationException.class);
    assertThat(there(made)).hasSize(1);
    schemas.deleteSchema(made, made.value()).as(StepVerifier::create).verifyComplete();

    assertThat(there(made)).isEmpty();
    assertThat(fleet().ask("SELECT id FROM flexidb_tenant")).isEmpty();
    assertThat(fleet().ask("SELECT schema_name FROM flexidb_ledger")).isEmpty();
    schemas.createSchema(made).block();
    assertThat(fleet().history("made")).containsExactly("1", "2");
  }

  /** What is no tenant's is left alone. */
  @Test
  default void dropsNothingOfSomebodyElse() {
    SchemaManager schemas = fleet().schemas();
    SchemaName stranger = name("a");

    schemas
        .deleteSchema(stranger, stranger.value())
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NoTenantException.class)
                    .hasMessageEndingWith("it has none yet"));

    assertThat(there(stranger)).hasSize(1);
    if (!fleet().undoesDdl()) {
      SchemaName shared = new SchemaName(fleet().database().name());
      schemas
          .deleteSchema(shared, shared.value())
          .as(StepVerifier::create)
          .verifyError(SharedSchemaException.class);
    }
  }

  /** Who works in a schema is waited for, and not for ever. */
  @Test
  default void dropsNothingThatIsInUse() throws SQLException {
    SchemaManager schemas = fleet().schemas();
    SchemaName made = name("made");
    schemas.createSchema(made).block();
    try (Connection busy = fleet().connect();
        Statement statement = busy.createStatement()) {
      busy.setAutoCommit(false);
      statement.execute("UPDATE " + fleet().table("made", "items") + " SET name = 'b'");

      schemas
          .withOptions(IMPATIENT)
          .deleteSchema(made, made.value())
          .as(StepVerifier::create)
          .verifyError(SchemaBusyException.class);
      busy.commit();
    }
    schemas
        .listTenants()
        .as(StepVerifier::create)
        .assertNext(tenant -> assertThat(tenant.state()).isEqualTo(TenantState.ACTIVE))
        .verifyComplete();
    assertThat(fleet().ask("SELECT name FROM " + fleet().table("made", "items")))
        .containsExactly("b");
    schemas.deleteSchema(made, made.value()).as(StepVerifier::create).verifyComplete();
  }

  /** S19, S20: schemas that were migrated without a manager are tenants, and no others are. */
  @Test
  default void takesInWhatWasMigratedBefore() {
    fleet().migrate("a", "b");

    fleet()
        .schemas()
        .listSchemas()
        .as(StepVerifier::create)
        .expectNext(new SchemaName(fleet().schema("a")), new SchemaName(fleet().schema("b")))
        .verifyComplete();
    fleet()
        .schemas()
        .schemaExists(name("c"))
        .as(StepVerifier::create)
        .expectNext(false)
        .verifyComplete();
  }

  /** S21, S22: one or all are migrated by the fleet's means. */
  @Test
  default void migratesOneOrAll() {
    SchemaManager schemas = fleet().schemas();
    schemas.createSchema(name("one")).then(schemas.createSchema(name("two"))).block();
    fleet().tenant("V3__more.sql", "CREATE TABLE more (id INT);");

    assertThat(
            only(
                TestFleet.all(schemas.migrateSchema(new SchemaName(fleet().schema("one")))),
                Applied.class))
        .hasSize(1);
    assertThat(
            only(
                TestFleet.all(schemas.migrateAllSchemas(MigrationOptions.DEFAULTS)), Applied.class))
        .singleElement()
        .satisfies(
            applied -> assertThat(applied.target().schema()).isEqualTo(fleet().schema("two")));
    schemas.migrateSchema(name("c")).as(StepVerifier::create).verifyError(NoTenantException.class);
  }

  /** S24: an estimate, and the truth where it is asked for. */
  @Test
  default void tellsHowMuchThereIs() {
    SchemaManager schemas = fleet().schemas();
    SchemaName made = name("made");
    schemas.createSchema(made).block();

    schemas
        .schemaStats(made)
        .as(StepVerifier::create)
        .assertNext(
            stats -> {
              assertThat(stats.tables()).isEqualTo(1);
              assertThat(stats.bytes()).isPositive();
              assertThat(stats.exact()).isFalse();
            })
        .verifyComplete();
    schemas
        .exactSchemaStats(made)
        .as(StepVerifier::create)
        .assertNext(stats -> assertThat(stats.rows()).isEqualTo(1))
        .verifyComplete();
    schemas.schemaStats(name("c")).as(StepVerifier::create).verifyError(NoTenantException.class);
  }

  /** S25: SQL in one tenant's schema. */
  @Test
  default void runsSqlInASchema() {
    SchemaManager schemas = fleet().schemas();
    SchemaName made = name("made");
    schemas.createSchema(made).block();

    schemas
        .executeSchema(made, "INSERT INTO items VALUES (2, 'b', 3)")
        .as(StepVerifier::create)
        .verifyComplete();
    schemas
        .executeSchema(made, "SELECT name, price FROM items WHERE id = 2")
        .as(StepVerifier::create)
        .expectNext(Map.of("name", "b", "price", 3))
        .verifyComplete();
  }

  /** S29: each tenant is asked in its own schema; where one fails the others answer. */
  @Test
  default void asksAllTenants() {
    SchemaManager schemas = fleet().schemas();
    for (String tenant : List.of("one", "two", "ugly", "why")) {
      schemas.createSchema(name(tenant)).block();
    }
    fleet()
        .database()
        .execute(
            "UPDATE %s SET name = 'z'".formatted(fleet().table("two", "items")),
            "UPDATE %s SET name = 'y'".formatted(fleet().table("why", "items")),
            "DROP TABLE " + fleet().table("ugly", "items"));

    List<TenantOutcome<String>> all =
        Objects.requireNonNull(
            schemas
                .forEachSchema(
                    2,
                    db ->
                        db.sql("SELECT name FROM items")
                            .mapValue(String.class)
                            .one()
                            .doOnNext(name -> assertThat(name).isNotEqualTo("y")))
                .collectSortedList(
                    java.util.Comparator.comparing(outcome -> outcome.schema().value()))
                .block());

    assertThat(all).hasSize(4);
    assertThat(all.get(0).outcome())
        .isInstanceOfSatisfying(
            Outcome.Success.class, success -> assertThat(success.value()).isEqualTo("a"));
    assertThat(all.get(1).outcome())
        .isInstanceOfSatisfying(
            Outcome.Success.class, success -> assertThat(success.value()).isEqualTo("z"));
    assertThat(all.get(2).outcome()).isInstanceOf(Outcome.Failure.class);
    assertThat(all.get(3).outcome())
        .isInstanceOfSatisfying(
            Outcome.Failure.class,
            failure -> assertThat(failure.error()).isInstanceOf(AssertionError.class));
  }

  /** No more are begun than are asked for, and as many ahead as may be at once. */
  @Test
  default void beginsNoMoreThanIsAskedFor() {
    SchemaManager schemas = fleet().schemas();
    for (String tenant : List.of("one", "two", "three", "four")) {
      schemas.createSchema(name(tenant)).block();
    }
    AtomicInteger begun = new AtomicInteger();

    StepVerifier.create(
            schemas.forEachSchema(1, db -> Mono.fromSupplier(begun::incrementAndGet)), 1)
        .expectNextCount(1)
        .then(() -> assertThat(begun.get()).isLessThanOrEqualTo(2))
        .thenRequest(1)
        .expectNextCount(1)
        .then(() -> assertThat(begun.get()).isLessThanOrEqualTo(3))
        .thenCancel()
        .verify();
  }
}
