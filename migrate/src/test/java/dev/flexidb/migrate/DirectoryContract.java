package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.TenantState;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.MissingTenantException;
import dev.flexidb.error.TenantUnavailableException;
import dev.flexidb.error.UnknownTenantException;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What the data layer does with what the registry says. */
interface DirectoryContract extends FleetContract {

  @Override
  @BeforeEach
  default void open(TestDatabase database) {
    FleetContract.super.open(database);
    fleet()
        .config(
            DatabaseConfig.of(fleet().database().r2dbcUrl())
                .withTenancy(Tenancy.schemaPerTenant().directory(SchemaManager.directory())));
    fleet().migrate("a", "b");
  }

  default Mono<String> asked(Database database, String tenant) {
    return database
        .sql("SELECT name FROM items")
        .mapValue(String.class)
        .one()
        .contextWrite(TenantContext.withSchema(fleet().schema(tenant)));
  }

  default void set(String tenant, TenantState state) {
    fleet()
        .database()
        .execute(
            "UPDATE flexidb_tenant SET state = '%s' WHERE schema_name = '%s'"
                .formatted(state, fleet().schema(tenant)));
  }

  /** One that is not to be served is refused, whatever way leads to it, and the others are not. */
  @Test
  default void refusesATenantThatIsNotToBeServed() {
    set("b", TenantState.FAILED);
    Database database = fleet().db().get(TestFleet.NAME);

    asked(database, "a").as(StepVerifier::create).expectNext("a").verifyComplete();
    asked(database, "b").as(StepVerifier::create).verifyErrorSatisfies(this::saysUnavailable);
    database
        .forSchema(new SchemaName(fleet().schema("b")))
        .sql("SELECT name FROM items")
        .mapValue(String.class)
        .one()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(this::saysUnavailable);
    database
        .inTransaction(client -> client.sql("SELECT name FROM items").mapValue(String.class).one())
        .contextWrite(TenantContext.withSchema(fleet().schema("b")))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(this::saysUnavailable);
    Mono.from(database.create()).as(StepVerifier::create).expectNextCount(1).verifyComplete();
  }

  default void saysUnavailable(Throwable error) {
    Throwable told = error;
    while (told.getCause() != null) {
      told = told.getCause();
    }
    assertThat(told)
        .isInstanceOf(TenantUnavailableException.class)
        .hasMessageContaining("FAILED")
        .hasMessageContaining("repair");
  }

  /** A migration that fails half-way has its tenant refused until it is repaired. */
  @Test
  default void refusesAHalfMigratedTenantUntilItIsRepaired() {
    fleet().tenant("V3__half.sql", FailureContract.HALF_BROKEN);
    fleet().migrate("b");

    if (fleet().undoesDdl()) {
      asked(fleet().db().get(TestFleet.NAME), "b")
          .as(StepVerifier::create)
          .expectNext("a")
          .verifyComplete();
      return;
    }
    asked(fleet().db().get(TestFleet.NAME), "b")
        .as(StepVerifier::create)
        .verifyErrorSatisfies(this::saysUnavailable);
    asked(fleet().db().get(TestFleet.NAME), "a")
        .as(StepVerifier::create)
        .expectNext("a")
        .verifyComplete();
    fleet().database().execute("DROP TABLE " + fleet().table("b", "half"));
    TestFleet.all(fleet().migrator().repair(fleet().tenants("b")));
    asked(fleet().db().get(TestFleet.NAME), "b")
        .as(StepVerifier::create)
        .expectNext("a")
        .verifyComplete();
  }

  /** Ids lead to schemas, one to one. */
  @Test
  default void findsATenantByItsId() {
    fleet()
        .database()
        .execute(
            "UPDATE flexidb_tenant SET id = '6F9619FF-8B86-D011-B42D-00CF4FC964FF' WHERE schema_name = '%s'"
                .formatted(fleet().schema("a")));
    Database database = fleet().db().get(TestFleet.NAME);

    database
        .schemaOf("6F9619FF-8B86-D011-B42D-00CF4FC964FF")
        .as(StepVerifier::create)
        .expectNext(new SchemaName(fleet().schema("a")))
        .verifyComplete();
    database
        .schemaOf("6f9619ff-8b86-d011-b42d-00cf4fc964ff")
        .as(StepVerifier::create)
        .verifyError(UnknownTenantException.class);
  }

  /** Without a tenant all is as it was. */
  @Test
  default void asksNobodyWithoutATenant() {
    fleet().database().execute("DROP TABLE flexidb_tenant");
    Database database = fleet().db().get(TestFleet.NAME);

    database
        .sql("SELECT 1")
        .fetch()
        .one()
        .contextWrite(TenantContext.withoutSchema())
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();
    database
        .sql("SELECT 1")
        .fetch()
        .one()
        .as(StepVerifier::create)
        .verifyErrorMatches(
            error ->
                error instanceof MissingTenantException
                    || error.getCause() instanceof MissingTenantException);
    asked(database, "a")
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> assertThat(error).hasStackTraceContaining("no table flexidb_tenant"));
  }
}
