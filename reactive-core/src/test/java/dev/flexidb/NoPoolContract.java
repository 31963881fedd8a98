package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@DisplayName("Z14: no pooling")
interface NoPoolContract {

  @Test
  default void eachBorrowerHasAConnectionOfItsOwnAndNeverMoreThanAllowed(TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(database.r2dbcUrl()).withPool(PoolConfig.none().withMaxSize(2)))
            .build();
    Mono<Long> id = db.get("app").sql(server.ownId()).mapValue(Long.class).one();

    Flux.range(0, 12)
        .flatMap(
            i ->
                id.doOnNext(
                    asked ->
                        assertThat(db.stats().values())
                            .allSatisfy(
                                stats ->
                                    assertThat(stats.totalConnections()).isLessThanOrEqualTo(2))),
            6)
        .collect(() -> (Set<Long>) new TreeSet<Long>(), Set::add)
        .zipWhen(ids -> server.sessionsBecome(0))
        .as(StepVerifier::create)
        .assertNext(both -> assertThat(both.getT1()).hasSize(12))
        .verifyComplete();
    db.close().block();
  }

  @Test
  default void connectionsThatAreKeptReadyContradictIt() {
    assertThat(PoolConfig.none().maxIdle()).isEqualTo(Duration.ZERO);
    assertThatThrownBy(() -> PoolConfig.none().withInitialSize(1))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("initialSize is 1 and maxIdle is zero");
  }
}
