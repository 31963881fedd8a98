package dev.flexidb.spring.observe.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.TenantState;
import dev.flexidb.spring.fleet.FleetRuns;
import dev.flexidb.spring.fleet.FleetTenants;
import dev.flexidb.spring.observe.actuate.FlexiDbEndpoint.Detail;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Isolated("turns the clock of all schedulers")
@DisplayName("S32: the endpoint, where tenants cannot be told")
class FlexiDbEndpointTest {

  private final ReactiveFlexiDb db =
      ReactiveFlexiDb.builder()
          .closeOnShutdown(false)
          .database("orders", DatabaseConfig.of("r2dbc:postgresql://app:geheim@localhost:1/orders"))
          .build();

  @AfterEach
  void close() {
    db.close().block();
  }

  private Mono<Detail> orders(Mono<FleetTenants.Slice> answer) {
    FleetTenants tenants =
        new FleetTenants() {
          @Override
          public List<String> databases() {
            return List.of("orders");
          }

          @Override
          public Mono<Slice> slice(String database, String search, long offset, int limit) {
            return answer;
          }

          @Override
          public Mono<Map<TenantState, Long>> states(String database) {
            return Mono.empty();
          }
        };
    return new FlexiDbEndpoint(db, tenants, FleetRuns.NONE).database("orders", null, null);
  }

  @Test
  void whyIsSaidByItsKind() {
    orders(Mono.error(new IllegalStateException("a secret")))
        .as(StepVerifier::create)
        .assertNext(
            detail ->
                assertThat(Objects.requireNonNull(detail.tenants()).unavailable())
                    .isEqualTo("IllegalStateException"))
        .verifyComplete();
  }

  @Test
  void aServerThatIsSilentDoesNotKeepItWaiting() {
    StepVerifier.withVirtualTime(() -> orders(Mono.never()))
        .thenAwait(Duration.ofSeconds(10))
        .assertNext(
            detail ->
                assertThat(Objects.requireNonNull(detail.tenants()).unavailable())
                    .isEqualTo("TimeoutException"))
        .expectComplete()
        .verify(Duration.ofSeconds(5));
  }

  @Test
  void whereThereAreNoneNothingIsSaidOfThem() {
    orders(Mono.empty())
        .as(StepVerifier::create)
        .assertNext(detail -> assertThat(detail.tenants()).isNull())
        .verifyComplete();
  }

  @Test
  void whatIsAskedForIsBounded() {
    FlexiDbEndpoint endpoint = new FlexiDbEndpoint(db, FleetTenants.NONE, FleetRuns.NONE);
    assertThatThrownBy(() -> endpoint.database("orders", -1, null))
        .isInstanceOf(InvalidEndpointRequestException.class)
        .hasMessage("offset is -1; it must be from 0 to 2147483647");
    assertThatThrownBy(() -> endpoint.database("orders", null, 501))
        .isInstanceOf(InvalidEndpointRequestException.class);
  }
}
