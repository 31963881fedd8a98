package dev.flexidb.spring.observe.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.SanitizableData;

@DisplayName("Z08: what endpoints show of the settings")
class HiddenSecretsTest {

  private static @Nullable Object shown(String key, @Nullable Object value) {
    return new HiddenSecrets().apply(new SanitizableData(null, key, value)).getValue();
  }

  @ParameterizedTest
  @CsvSource({
    "flexidb.databases.orders.password",
    "flexidb.databases[orders].password",
    "flexidb.databases.orders.migration.password",
    "FLEXIDB_DATABASES_ORDERS_PASSWORD"
  })
  void noPassword(String key) {
    assertThat(shown(key, "geheim")).isEqualTo("******");
  }

  @ParameterizedTest
  @CsvSource({
    "r2dbc:postgresql://db-1:5432/orders, r2dbc:postgresql://db-1:5432/orders",
    "r2dbc:postgresql://app:geheim@db-1/orders, r2dbc:postgresql://******@db-1/orders",
    "r2dbc:postgresql://app:ge/he@im@db-1/orders, r2dbc:postgresql://******@db-1/orders",
    "r2dbc:mariadb://db-1/a?password=geheim&x=1, r2dbc:mariadb://db-1/a?******",
    "jdbc:sqlserver://db-1;password=geheim, jdbc:sqlserver://db-1;******"
  })
  void ofUrlsNeitherLoginNorOptions(String url, String shown) {
    for (String key :
        new String[] {
          "flexidb.databases.orders",
          "flexidb.databases.orders.url",
          "flexidb.databases.orders.read-hosts[0]",
          "DATABASE_URL_ORDERS"
        }) {
      assertThat(shown(key, url)).as(key).isEqualTo(shown);
    }
  }

  @Test
  void theRestAsItIs() {
    assertThat(shown("flexidb.databases.orders.username", "app")).isEqualTo("app");
    assertThat(shown("flexidb.databases.orders.pool.max-size", 10)).isEqualTo(10);
    assertThat(shown("flexidb.databases.orders.url", null)).isNull();
    assertThat(shown("other.url", "http://ann:geheim@host")).isEqualTo("http://ann:geheim@host");
  }
}
