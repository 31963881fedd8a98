package dev.flexidb.spring.migrate;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.migrate.MigrationException;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.tenant.SchemaName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Migrations when an application starts, on every kind of server. */
@ExtendWith(OutputCaptureExtension.class)
@DisplayName("S22, S28: the fleet is migrated when the application starts")
interface StartUpMigrationContract {

  @Test
  default void allTenantsAreMigratedAndTheLogSaysSo(
      TestDatabase database, @TempDir Path folder, CapturedOutput output) throws IOException {
    write(folder, "V1__orders.sql", "CREATE TABLE orders (id int PRIMARY KEY);");
    try (Tenants tenants = new Tenants(database, "acme", "globex")) {
      runner(database, folder)
          .run(
              context -> {
                SchemaManager schemas = context.getBean("shopSchemaManager", SchemaManager.class);
                schemas.createSchema(tenants.schema("acme")).block();
                schemas.createSchema(tenants.schema("globex")).block();
              });
      write(folder, "V2__items.sql", "CREATE TABLE items (id int PRIMARY KEY);");

      runner(database, folder)
          .withPropertyValues(
              "flexidb.migrate-on-startup=true", "flexidb.databases.shop.tenancy.registry=true")
          .run(
              context -> {
                assertThat(output)
                    .contains(
                        "Migrated database \"shop\", domain \"tenant\": 2 migrated, 0 left as they are, 0 failed");
                for (String tenant : new String[] {"acme", "globex"}) {
                  count(context, "items", tenants.schema(tenant))
                      .as(StepVerifier::create)
                      .expectNext(0L)
                      .verifyComplete();
                  context
                      .getBean(Database.class)
                      .schemaOf(tenants.schema(tenant).value())
                      .as(StepVerifier::create)
                      .expectNext(tenants.schema(tenant))
                      .verifyComplete();
                }
              });
    }
  }

  @Test
  default void aTenantThatFailsKeepsTheOthersNotBack(
      TestDatabase database, @TempDir Path folder, CapturedOutput output) throws IOException {
    write(folder, "V1__orders.sql", "CREATE TABLE orders (id int PRIMARY KEY);");
    try (Tenants tenants = new Tenants(database, "acme", "globex")) {
      runner(database, folder)
          .run(
              context -> {
                SchemaManager schemas = context.getBean("shopSchemaManager", SchemaManager.class);
                schemas.createSchema(tenants.schema("acme")).block();
                schemas.createSchema(tenants.schema("globex")).block();
              });
      database.execute("CREATE TABLE " + tenants.schema("globex") + ".items (own int)");
      write(folder, "V2__items.sql", "CREATE TABLE items (id int PRIMARY KEY);");

      runner(database, folder)
          .withPropertyValues("flexidb.migrate-on-startup=true", "flexidb.migration.canaries=0")
          .run(
              context -> {
                assertThat(context).hasNotFailed();
                assertThat(output)
                    .contains("Migration failed: ")
                    .contains("1 migrated, 0 left as they are, 1 failed");
                count(context, "items", tenants.schema("acme"))
                    .as(StepVerifier::create)
                    .expectNext(0L)
                    .verifyComplete();
              });
    }
  }

  @Test
  default void whatTenantsShareHasToBeMigrated(TestDatabase database, @TempDir Path folder)
      throws IOException {
    Path shared = folder.resolve("shop").resolve("public");
    Files.createDirectories(shared);
    Files.writeString(shared.resolve("V1__broken.sql"), "CREATE TABLE broken (id nonsense);");

    runner(database, folder)
        .withPropertyValues("flexidb.migrate-on-startup=true")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining(MigrationException.class.getName())
                    .hasStackTraceContaining("V1__broken.sql"));
  }

  @Test
  default void aServerThatIsNotThereStopsTheStartOnlyWhereItIsToFailFast(
      TestDatabase database, @TempDir Path folder, CapturedOutput output) throws IOException {
    write(folder, "V1__orders.sql", "CREATE TABLE orders (id int PRIMARY KEY);");
    String dead = database.r2dbcUrl().replace(":" + database.server().port() + "/", ":1/");
    ApplicationContextRunner unreachable =
        runner(database, folder)
            .withPropertyValues(
                "flexidb.migrate-on-startup=true",
                "flexidb.retry.attempts=1",
                "flexidb.databases.shop.url=" + dead);
    unreachable.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(output).contains("Not migrated, and the application starts without: ");
        });
    unreachable
        .withPropertyValues("flexidb.fail-fast=true")
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  default void nothingIsMigratedUnlessTold(
      TestDatabase database, @TempDir Path folder, CapturedOutput output) throws IOException {
    write(folder, "V1__orders.sql", "CREATE TABLE orders (id int PRIMARY KEY);");
    runner(database, folder)
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(StartUpMigration.class);
              assertThat(context).hasSingleBean(Migrator.class);
              assertThat(output).doesNotContain("Migrated");
            });
  }

  @Test
  default void migrationsAreOptional(TestDatabase database) {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                FlexiDbAutoConfiguration.class, FlexiDbMigrateAutoConfiguration.class))
        .withClassLoader(new FilteredClassLoader(Migrator.class))
        .withPropertyValues("flexidb.databases.shop.url=" + database.r2dbcUrl())
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Database.class));
  }

  private static Mono<Long> count(ApplicationContext context, String table, SchemaName schema) {
    return context
        .getBean(Database.class)
        .sql("SELECT count(*) FROM " + table)
        .mapValue(Long.class)
        .one()
        .contextWrite(withSchema(schema));
  }

  private static ApplicationContextRunner runner(TestDatabase database, Path folder) {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                FlexiDbAutoConfiguration.class, FlexiDbMigrateAutoConfiguration.class))
        .withPropertyValues(
            "flexidb.databases.shop.url=" + database.r2dbcUrl(),
            "flexidb.databases.shop.tenancy.mode=schema-per-tenant",
            "flexidb.migration.location=filesystem:" + folder);
  }

  private static void write(Path folder, String file, String sql) throws IOException {
    Path tenant = folder.resolve("shop").resolve("tenant");
    Files.createDirectories(tenant);
    Files.writeString(tenant.resolve(file), sql);
  }

  /** Tenants whose schemas are no part of the test's database on some servers. */
  final class Tenants implements AutoCloseable {

    private final TestDatabase database;
    private final boolean within;
    private final List<String> names = new ArrayList<>();

    Tenants(TestDatabase database, String... names) {
      this.database = database;
      this.within = database.server().kind() == DatabaseKind.POSTGRESQL;
      this.names.addAll(List.of(names));
    }

    SchemaName schema(String tenant) {
      return new SchemaName(within ? tenant : database.name() + "_" + tenant);
    }

    @Override
    public void close() {
      if (!within) {
        names.forEach(name -> database.execute("DROP DATABASE IF EXISTS " + schema(name).value()));
      }
    }
  }
}
