package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r2dbc:postgresql://ada:s3cret@db:5432/shop",
        "jdbc:postgresql://db:5432/shop?user=ada&password=s3cret&loggerLevel=OFF"
      })
  void aUrlOfEitherKindIsTaken(String url) {
    ServerAddress address = ServerAddress.of(url);
    assertThat(address).hasToString("postgresql at db/shop");
    assertThat(address.config().toString()).contains("db:5432").doesNotContain("s3cret");
  }

  @Test
  void aLoginBesideTheUrlIsTaken() {
    assertThat(ServerAddress.of("jdbc:mariadb://db/shop", "ada", "s3cret"))
        .hasToString("mariadb at db/shop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc:tc:postgresql:18:///s3cret", "postgresql://s3cret@db/shop", "r2dbc:s3cret"})
  void whatIsNoUrlOfAServerIsRefusedWithoutBeingTold(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerAddress.of(url))
        .withMessageStartingWith("the URL of the server is malformed; the forms are r2dbc:")
        .withNoCause()
        .satisfies(error -> assertThat(error).hasMessageNotContaining("s3cret"));
  }
}
