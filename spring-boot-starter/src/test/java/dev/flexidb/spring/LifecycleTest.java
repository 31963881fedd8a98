package dev.flexidb.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.ConnectFailedException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("F17, F18: databases open and close with their application")
class LifecycleTest {

  private static final String DEAD = "r2dbc:postgresql://app:secret@localhost:1/orders";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(FlexiDbAutoConfiguration.class));

  @Test
  void workInProgressEndsBeforeTheApplicationHas(TestDatabase database) {
    runner
        .withPropertyValues("flexidb.databases.orders.url=" + database.r2dbcUrl())
        .run(
            context -> {
              Database orders = context.getBean(Database.class);
              Sinks.One<Boolean> begun = Sinks.one();
              Mono<Integer> slow =
                  orders
                      .inTransaction(
                          client ->
                              client
                                  .sql("SELECT 1")
                                  .mapValue(Integer.class)
                                  .one()
                                  .doOnNext(row -> begun.tryEmitValue(true))
                                  .then(
                                      client
                                          .sql("SELECT 7 FROM pg_sleep(0.3)")
                                          .mapValue(Integer.class)
                                          .one()))
                      .next()
                      .cache();
              slow.subscribe(value -> {}, cut -> {});
              begun.asMono().block(Duration.ofSeconds(10));
              context.close();

              slow.as(StepVerifier::create).expectNext(7).verifyComplete();
              orders
                  .sql("SELECT 1")
                  .fetch()
                  .one()
                  .as(StepVerifier::create)
                  .verifyErrorMatches(error -> error.getCause() instanceof ClosedException);
            });
  }

  @Test
  void whatGoesOnForTooLongIsCut(TestDatabase database) {
    runner
        .withPropertyValues(
            "flexidb.databases.orders.url=" + database.r2dbcUrl(), "flexidb.close-grace=0s")
        .run(
            context -> {
              Database orders = context.getBean(Database.class);
              Mono<Integer> slow =
                  orders.sql("SELECT 7 FROM pg_sleep(50)").mapValue(Integer.class).one().cache();
              slow.subscribe(value -> {}, cut -> {});
              orders.sql("SELECT 1").mapValue(Integer.class).one().block();
              context.close();

              slow.as(StepVerifier::create).expectError().verify(Duration.ofSeconds(10));
            });
  }

  @Test
  void aContextThatIsPausedOrStoppedGoesOnLater(TestDatabase database) {
    runner
        .withPropertyValues("flexidb.databases.orders.url=" + database.r2dbcUrl())
        .run(
            context -> {
              context.getSourceApplicationContext().pause();
              context.getSourceApplicationContext().restart();
              context.getSourceApplicationContext().stop();
              context.getSourceApplicationContext().start();

              context
                  .getBean(Database.class)
                  .sql("SELECT 1")
                  .mapValue(Integer.class)
                  .one()
                  .as(StepVerifier::create)
                  .expectNext(1)
                  .verifyComplete();
            });
  }

  @Test
  void anApplicationStartsWithoutAServerAndItsHealthSaysSo() {
    runner
        .withPropertyValues("flexidb.databases.orders.url=" + DEAD)
        .run(
            context ->
                context
                    .getBean(ReactiveFlexiDb.class)
                    .health()
                    .as(StepVerifier::create)
                    .expectNext(Map.of("orders", false))
                    .verifyComplete());
  }

  @Test
  void failFastWantsAllServers(TestDatabase database) {
    runner
        .withPropertyValues(
            "flexidb.fail-fast=true",
            "flexidb.retry.attempts=1",
            "flexidb.databases.orders.url=" + database.r2dbcUrl(),
            "flexidb.databases.other.url=" + DEAD)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .satisfies(
                        cause ->
                            assertThat(context.getStartupFailure())
                                .hasStackTraceContaining(ConnectFailedException.class.getName())));
    runner
        .withPropertyValues(
            "flexidb.fail-fast=true", "flexidb.databases.orders.url=" + database.r2dbcUrl())
        .run(
            context ->
                assertThat(context.getBean(ReactiveFlexiDb.class).stats().get("orders"))
                    .matches(stats -> stats.connected()));
  }
}
