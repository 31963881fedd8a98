package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.InvalidConfigurationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** No part of a password is ever shown, however it and the URL around it are written. */
class SecretsTest {

  private static final List<String> PIECES = List.of("zq7x", "wk9v", "jm3p");

  private static final List<String> SHAPES =
      List.of(
          "r2dbc:postgresql://app:%s@127.0.0.1:1/users",
          "r2dbc:mysql://app:%s@127.0.0.1:1/users?tlsVersion=TLSv1.3",
          "r2dbc:mariadb://app:%s@127.0.0.1:1/users#here",
          "r2dbc:postgresql://app:%s@127.0.0.1:port/users",
          "r2dbc:postgresql://app:%s@local host/users",
          "r2dbc:postgresql://app:%s@/users",
          "r2dbc:postgresql://app:%s",
          "r2dbc:postgresql:app:%s@127.0.0.1:1/users",
          "r2dbc:postgresql//app:%s@127.0.0.1:1/users",
          "r2dbc:://app:%s@127.0.0.1:1/users",
          "r2dbc://app:%s@127.0.0.1:1/users",
          "r2dbc:nosuch://app:%s@127.0.0.1:1/users",
          "r2dbc:pool:postgresql://app:%s@127.0.0.1:1/users",
          "r2dbc:postgresql://127.0.0.1:1/users?user=app&password=%s",
          "r2dbc:postgresql://app@127.0.0.1:1/users?password=%s&ssl=true",
          "r2dbc:postgresql://app@127.0.0.1:1/users?sslPassword=%s",
          "r2dbc:mysql://app@127.0.0.1:1/users?sslKeyPassword=%s",
          "r2dbc:mariadb://app@127.0.0.1:1/users?keyPassword=%s&pamOtherPwd=%s",
          "jdbc:postgresql://app:%s@127.0.0.1:1/users",
          "postgresql://app:%s@127.0.0.1:1/users",
          "app:%s@127.0.0.1:1/users",
          "%s");

  static Stream<Arguments> urls() {
    List<String> between =
        List.of("", "/", "@", ":", "%", "%zz", "#", "?", "&", "=", " ", "\n", "[", "//");
    return SHAPES.stream()
        .flatMap(
            shape ->
                between.stream()
                    .flatMap(one -> Stream.of("", "@", "?").map(two -> List.of(one, two)))
                    .map(
                        two ->
                            PIECES.get(0) + two.get(0) + PIECES.get(1) + two.get(1) + PIECES.get(2))
                    // Where the shape has no host, what stands behind an @ is one.
                    .filter(password -> shape.contains("@") || !password.contains("@"))
                    .map(password -> Arguments.of(shape, password)));
  }

  @ParameterizedTest
  @MethodSource("urls")
  void aPasswordIsNeverShown(String shape, String password) {
    assertThat(shown(shape.replace("%s", password))).doesNotContain(PIECES);
  }

  /** Everything that could reach a log, of a URL that is refused or a server that is not there. */
  private static String shown(String url) {
    DatabaseConfig config;
    ReactiveFlexiDb db;
    try {
      config = DatabaseConfig.of(url).withRetry(RetryConfig.NONE);
      db = ReactiveFlexiDb.builder().database("app", config).build();
    } catch (InvalidConfigurationException refused) {
      assertThat(refused.getMessage()).doesNotContain("\n");
      return trace(refused);
    }
    String server = config.origin().server();
    StringBuilder all = new StringBuilder(config + " " + server + " " + db + db.get("app"));
    Mono<Void> connect = server.equals("127.0.0.1:1") ? db.connect() : Mono.empty();
    connect.doOnError(error -> all.append(trace(error))).onErrorComplete().then(db.close()).block();
    return all.append(db.stats()).toString();
  }

  private static String trace(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
