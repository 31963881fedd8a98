package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Namespace;
import dev.flexidb.tenant.SchemaName;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.util.context.Context;

/** S10: what tenants share is no tenant. */
class NamespacesTest {

  private static final String MYSQL = "r2dbc:mysql://app:secret@db/users";
  private static final String MARIADB = "r2dbc:mariadb://app:secret@db/users";
  private static final String POSTGRESQL = "r2dbc:postgresql://app:secret@db/users";

  private static Namespaces namespaces(String url, String... shared) {
    DatabaseConfig config =
        DatabaseConfig.of(url).withTenancy(Tenancy.schemaPerTenant().sharedSchemas(shared));
    return Namespaces.of("app", config, DatabaseFamily.of(url.split(":", 3)[1]));
  }

  private static Namespace chosen(Namespaces namespaces, Context context) {
    return Objects.requireNonNull(namespaces.fromContext().apply(context));
  }

  private static void assertRefused(Namespaces namespaces, String tenant) {
    String message =
        "database \"app\": schema \"%s\" is shared, so it is no tenant; nothing was sent; correct the"
                .formatted(tenant)
            + " tenant, or use .contextWrite(withoutSchema()) to reach what is shared";
    assertThatExceptionOfType(SharedSchemaException.class)
        .isThrownBy(() -> chosen(namespaces, withSchema(tenant)))
        .withMessage(message)
        .satisfies(
            refused -> {
              assertThat(refused.database()).isEqualTo("app");
              assertThat(refused.schema()).isEqualTo(tenant);
            });
    assertThatExceptionOfType(SharedSchemaException.class)
        .isThrownBy(() -> namespaces.pinnedTo(new SchemaName(tenant)))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({MYSQL, MARIADB, POSTGRESQL})
  @DisplayName("S10: a tenant named like a shared schema is refused")
  void refusesSharedSchema(String url) {
    assertRefused(namespaces(url, "reference"), "reference");
  }

  @Test
  @DisplayName("S10: any of the shared schemas is refused")
  void refusesEverySharedSchema() {
    assertRefused(namespaces(POSTGRESQL, "one", "two"), "two");
  }

  @ParameterizedTest
  @CsvSource({MYSQL, MARIADB})
  @DisplayName("S10: where a schema is a database, a tenant named like the URL's is refused")
  void refusesDatabaseOfUrl(String url) {
    assertRefused(namespaces(url), "users");
    assertRefused(namespaces(url, "reference"), "users");
  }

  @ParameterizedTest
  @CsvSource({
    MYSQL + ",Reference,reference",
    POSTGRESQL + ",REFERENCE,reference",
    "r2dbc:mysql://app:secret@db/USERS,reference,users"
  })
  @DisplayName("S10: in any case, since some servers do not tell them apart")
  void refusesInAnyCase(String url, String shared, String tenant) {
    assertRefused(namespaces(url, shared), tenant);
  }

  @Test
  @DisplayName("S10: on PostgreSQL the URL's database says nothing about schemas")
  void takesTenantNamedLikePostgreSqlsDatabase() {
    assertThat(chosen(namespaces(POSTGRESQL), withSchema("users")).first()).isEqualTo("users");
  }

  @Test
  @DisplayName("S06: of a given factory the URL's database is not known, and has to be named")
  void asksForNameOfSharedSchemaOfGivenFactory() {
    DatabaseConfig config =
        DatabaseConfig.of(new Attempts(MYSQL)).withTenancy(Tenancy.schemaPerTenant());
    Namespaces namespaces = Namespaces.of("app", config, DatabaseFamily.of("MySQL"));

    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> chosen(namespaces, withoutSchema()))
        .withMessage(
            "database \"app\": withoutSchema() means the URL's database, which a given"
                + " ConnectionFactory does not tell; name it with sharedSchemas(..)");
  }

  @Test
  @DisplayName("S06: withoutSchema() reaches what is shared")
  void reachesSharedSchemaByBypass() {
    assertThat(chosen(namespaces(MYSQL), withoutSchema()).first()).isEqualTo("users");
    assertThat(chosen(namespaces(MYSQL, "reference"), withoutSchema()).first())
        .isEqualTo("reference");
    assertThat(chosen(namespaces(POSTGRESQL), withoutSchema()).first()).isEqualTo("public");
  }
}
