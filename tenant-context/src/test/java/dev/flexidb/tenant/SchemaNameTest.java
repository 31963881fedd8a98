package dev.flexidb.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "company_123",
        "a",
        "_",
        "__",
        "_1",
        "user",
        "default",
        "null",
        "select",
        "root",
        "test",
        "postgres",
        "pg",
        "pgx",
        "mysqlx",
        "sysx",
        "publics",
        "none_",
        "citus2",
        "ibdata",
        "ib_data1",
        "undo",
        "undo_1",
        "undo_0001",
        "aria_log"
      })
  void acceptsOrdinaryNamesAndKeywords(String name) {
    assertThat(new SchemaName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pg_",
        "pg_catalog",
        "pg_toast",
        "pg_temp",
        "pg_acme",
        "information_schema",
        "public",
        "none",
        "citus",
        "citus_internal",
        "columnar",
        "columnar_internal",
        "mysql",
        "mysql_",
        "mysql_innodb_cluster_metadata",
        "performance_schema",
        "sys",
        "ndbinfo",
        "metrics_schema",
        "inspection_schema",
        "workload_schema",
        "dm_heartbeat",
        "ibdata1",
        "ibtmp1",
        "ib_logfile0",
        "ib_buffer_pool",
        "undo_001",
        "undo001",
        "aria_log_control",
        "mariadb_upgrade_info"
      })
  void refusesWhatAServerReserves(String name) {
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> new SchemaName(name))
        .withMessageContainingAll("\"" + name + "\"", "reserve", "\"tenant_" + name + "\"");
  }

  @ParameterizedTest
  @CsvSource({"public,true", "PUBLIC,true", "Pg_Temp,true", "acme,false", "Acme,false", "'',false"})
  void tellsWhatIsReservedInAnyCase(String name, boolean reserved) {
    assertThat(SchemaName.isReserved(name)).isEqualTo(reserved);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Acme",
        "ACME",
        "1acme",
        "acme-1",
        "acme.orders",
        "acme ",
        " acme",
        "acme\n",
        "a\"b",
        "a`b",
        "a'b",
        "a\\b",
        "$user",
        "\"$user\"",
        "a,public",
        "acme;drop",
        "müller",
        "\u212aelvin",
        "d\u0131sk",
        "\uff41cme",
        "acme\0",
        "acme\u0301"
      })
  void refusesWhatIsNoPlainName(String name) {
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> new SchemaName(name));
  }

  @ParameterizedTest
  @NullSource
  @SuppressWarnings("NullAway") // callers without null checks are the point
  void refusesNullWithTheSameError(String name) {
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> new SchemaName(name))
        .withMessageStartingWith("Invalid schema name null: allowed are");
  }

  @Test
  void accepts63BytesAndRefuses64() {
    assertThat(new SchemaName("a".repeat(63)).value()).hasSize(63);
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> new SchemaName("a".repeat(64)))
        .withMessageContaining("1 to 63 characters");
  }

  @Test
  void saysWhatWasGivenWhatIsAllowedAndWhatToDo() {
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> new SchemaName("Acme"))
        .withMessage(
            "Invalid schema name \"Acme\": allowed are 1 to 63 characters, lower-case ASCII"
                + " letters, digits and _, not starting with a digit; map the tenant's id to such"
                + " a name");
  }

  @Test
  void escapesWhatCouldForgeALogLine() {
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> new SchemaName("a\r\nERROR \"x\\\u001b[31m\u2028\u202e"))
        .withMessageStartingWith(
            "Invalid schema name"
                + " \"a\\u000d\\u000aERROR \\\"x\\\\\\u001b[31m\\u2028\\u202e\": allowed");
  }

  @Test
  void cutsLongInputInTheMessage() {
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> new SchemaName("x".repeat(1_000_000)))
        .withMessageStartingWith(
            "Invalid schema name \"" + "x".repeat(80) + "\"... (1000000 characters): allowed");
  }

  @Test
  void isABadArgument() {
    assertThat(IllegalArgumentException.class).isAssignableFrom(InvalidSchemaNameException.class);
  }
}
