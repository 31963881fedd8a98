package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.LoginRefusedException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.test.MockConnectionFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Credentials that are asked for at each new connection. */
@DisplayName("Z07: dynamic credentials")
interface CredentialsContract {

  private static ReactiveFlexiDb over(
      TestDatabase database, Supplier<? extends Publisher<Credentials>> credentials) {
    return ReactiveFlexiDb.builder()
        .database(
            "app",
            DatabaseConfig.of(database.r2dbcUrl().replaceFirst("//[^@]*@", "//"))
                .withCredentials(credentials)
                .withRetry(RetryConfig.NONE))
        .build();
  }

  private static Mono<Integer> one(Connection connection) {
    return Flux.from(connection.createStatement("SELECT 1").execute())
        .flatMap(result -> result.map(row -> row.get(0, Integer.class)))
        .single();
  }

  private static Mono<Integer> one(Database app) {
    return app.sql("SELECT 1").mapValue(Integer.class).one();
  }

  private static boolean isPostgreSql(TestDatabase database) {
    return database.server().kind() == DatabaseKind.POSTGRESQL;
  }

  private static void grant(TestDatabase database, String user) {
    if (isPostgreSql(database)) {
      database.execute("CREATE USER " + user + " PASSWORD 'first'");
    } else {
      database.execute(
          "CREATE USER " + user + " IDENTIFIED BY 'first'",
          "GRANT ALL ON " + database.name() + ".* TO " + user);
    }
  }

  private static void change(TestDatabase database, String user) {
    database.execute(
        "ALTER USER "
            + user
            + (isPostgreSql(database) ? " PASSWORD" : " IDENTIFIED BY")
            + " 'second'");
  }

  @Test
  default void openConnectionsLiveOnWhenThePasswordChangesAndNewOnesUseIt(TestDatabase database) {
    String user = "u_" + database.name();
    grant(database, user);
    String[] password = {"first"};
    AtomicInteger asked = new AtomicInteger();
    ReactiveFlexiDb db =
        over(
            database,
            () ->
                Mono.fromSupplier(
                    () -> {
                      asked.incrementAndGet();
                      return new Credentials(user, password[0]);
                    }));
    Database app = db.get("app");

    Flux.usingWhen(
            app.create(),
            old ->
                one(old)
                    .delayUntil(
                        connected ->
                            Mono.fromRunnable(() -> change(database, user))
                                .subscribeOn(Schedulers.boundedElastic()))
                    .doOnNext(changed -> password[0] = "second")
                    .concatWith(one(app))
                    .concatWith(one(old)),
            Connection::close)
        .as(StepVerifier::create)
        .expectNext(1, 1, 1)
        .verifyComplete();
    assertThat(asked).hasValue(2);

    password[0] = "first";
    Flux.usingWhen(
            app.create(),
            one ->
                one(one)
                    .thenMany(
                        Flux.usingWhen(
                            app.create(), two -> one(two).thenMany(one(app)), Connection::close)),
            Connection::close)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> assertThat(error).hasCauseInstanceOf(LoginRefusedException.class));
    db.close().block();
    database.execute(
        (isPostgreSql(database) ? "DROP OWNED BY " + user + "; " : "") + "DROP USER " + user);
  }

  @Test
  default void aSupplierThatFailsIsATransientFailureToConnect(TestDatabase database) {
    Publisher<?>[] given = {Mono.error(new IllegalStateException("zq7x"))};
    @SuppressWarnings("unchecked")
    Supplier<Publisher<Credentials>> supplier = () -> (Publisher<Credentials>) given[0];
    ReactiveFlexiDb db = over(database, supplier);

    db.connect()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("the supplier of its credentials failed (IllegalState")
                    .hasMessageNotContaining("zq7x"));
    given[0] = Mono.empty();
    db.connect().as(StepVerifier::create).verifyError(ConnectFailedException.class);

    given[0] =
        Mono.just(new Credentials(database.server().username(), database.server().password()));
    one(db.get("app")).as(StepVerifier::create).expectNext(1).verifyComplete();
    db.close().block();
  }

  @Test
  default void credentialsAreForUrlsAndNeverShown(TestDatabase database) {
    assertThat(new Credentials("app", "zq7x"))
        .hasToString("Credentials[username=app, password=***]");
    assertThatThrownBy(
            () -> DatabaseConfig.of(MockConnectionFactory.empty()).withCredentials(Mono::empty))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("give a URL or options");
    assertThatThrownBy(() -> new Credentials(" ", "zq7x"))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("username is blank; give the user's name");
  }
}
