package dev.flexidb.migrate;

import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.conf.ConnectionUrlParser;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.MigrationConfig;
import dev.flexidb.error.InvalidConfigurationException;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an R2DBC URL says is said in JDBC too, or refused. */
class JdbcAddressTest {

  private static JdbcAddress of(String url) {
    return JdbcAddress.of("users", DatabaseConfig.of(url));
  }

  @ParameterizedTest
  @CsvSource({
    "r2dbc:postgresql://app:secret@db.example:5433/users, jdbc:postgresql://db.example:5433/users",
    "r2dbc:postgresql://app:secret@localhost/users, jdbc:postgresql://localhost:5432/users",
    "r2dbc:mysql://app:secret@localhost/users, jdbc:mysql://localhost:3306/users",
    "r2dbc:mariadb://app:secret@localhost:3307/users, jdbc:mariadb://localhost:3307/users"
  })
  void hostPortAndDatabaseAreCarriedOver(String r2dbc, String jdbc) {
    assertThat(of(r2dbc).url()).isEqualTo(jdbc);
  }

  @ParameterizedTest
  @CsvSource({
    "r2dbc:postgresql://app:secret@localhost/users, sslmode, disable",
    "r2dbc:postgresql://app:secret@db.example/users, sslmode, verify-full",
    "r2dbc:postgresql://app:secret@db.example/users?sslMode=require, sslmode, require",
    "r2dbc:postgresql://app:secret@db.example/users?sslRootCert=/ca.pem, sslrootcert, /ca.pem",
    "r2dbc:mysql://app:secret@db.example/users, sslMode, VERIFY_IDENTITY",
    "r2dbc:mariadb://app:secret@db.example/users, sslMode, verify-full",
    "r2dbc:mariadb://app:secret@db.example/users?serverSslCert=/ca.pem, serverSslCert, /ca.pem",
    "r2dbc:mariadb://app:secret@localhost/users, sslMode, disable"
  })
  void tlsIsCarriedOver(String r2dbc, String option, String value) {
    assertThat(of(r2dbc).properties()).containsEntry(option, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r2dbc:postgresql://app:secret@a,b/users",
        "r2dbc:postgresql:failover://app:secret@localhost/users",
        "r2dbc:postgresql://app:secret@localhost",
        "r2dbc:postgresql://app:secret@localhost/users?socket=/run/s",
        "r2dbc:mysql://app:secret@db.example/users?sslCa=/ca.pem",
        "r2dbc:other://app:secret@localhost/users"
      })
  void whatCannotBeSaidIsRefused(String r2dbc) {
    assertThatThrownBy(() -> of(r2dbc))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("\"users\"")
        .hasMessageContaining("withMigration(")
        .hasMessageNotContaining("secret");
  }

  /** The names of databases mean nothing else in a JDBC URL. */
  @Test
  void namesOfDatabasesStayNames() throws Exception {
    String strange = "a b?sslmode=disable&x+ü%41";
    ConnectionFactoryOptions options =
        ConnectionFactoryOptions.builder()
            .option(DRIVER, "postgresql")
            .option(HOST, "::1")
            .option(USER, "app")
            .option(DATABASE, strange)
            .build();
    JdbcAddress address = JdbcAddress.of("users", DatabaseConfig.of(options));
    assertThat(
            Arrays.stream(
                    DriverManager.getDriver(address.url())
                        .getPropertyInfo(address.url(), new Properties()))
                .filter(each -> Set.of("PGDBNAME", "PGHOST", "sslmode").contains(each.name))
                .map(each -> each.name + "=" + each.value))
        .containsExactlyInAnyOrder("PGDBNAME=" + strange, "PGHOST=[::1]", "sslmode=null");

    ConnectionFactoryOptions mysql = options.mutate().option(DRIVER, "mysql").build();
    assertThat(
            ConnectionUrlParser.parseConnectionString(
                    JdbcAddress.of("users", DatabaseConfig.of(mysql)).url())
                .getPath())
        .isEqualTo(strange);
    ConnectionFactoryOptions mariadb = options.mutate().option(DRIVER, "mariadb").build();
    assertThatThrownBy(() -> JdbcAddress.of("users", DatabaseConfig.of(mariadb)))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("withMigration(");
  }

  @Test
  void aGivenFactoryHasToGiveItsUrl() {
    DatabaseConfig given =
        DatabaseConfig.of(ConnectionFactories.get("r2dbc:postgresql://app:secret@localhost/users"));
    assertThatThrownBy(() -> JdbcAddress.of("users", given))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("ConnectionFactory");
    MigrationConfig migration =
        MigrationConfig.of("jdbc:postgresql://localhost/users", "owner", "hidden");
    assertThat(JdbcAddress.of("users", given.withMigration(migration)).url())
        .isEqualTo("jdbc:postgresql://localhost/users");
    assertThat(migration.toString()).doesNotContain("hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/users?user=a&password=b",
        "jdbc:mysql://a:b@localhost/users",
        "jdbc:mysql://(host=localhost,password=b)/users",
        "jdbc:mysql://address=(host=localhost)(password=b)/users",
        "postgresql://localhost/users"
      })
  void aUrlWithCredentialsOrNoneIsRefused(String jdbc) {
    assertThatThrownBy(() -> MigrationConfig.of(jdbc, "owner", "hidden"))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageNotContaining("password=b")
        .hasMessageNotContaining("a:b");
  }
}
