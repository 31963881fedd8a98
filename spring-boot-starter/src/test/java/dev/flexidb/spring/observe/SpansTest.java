package dev.flexidb.spring.observe;

import static dev.flexidb.spring.observe.ObservedService.until;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.spring.observe.ObservedService.Observed;
import dev.flexidb.spring.observe.tracing.StatementContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

@DisplayName("what spans tell of statements")
class SpansTest {

  @AutoClose private static final ObservedService service = new ObservedService();

  @Test
  @DisplayName("spans of statements, below what their subscriber is in")
  void observations() {
    Observed observed = service.bean(Observed.class);
    Observation parent = Observation.start("parent", service.bean(ObservationRegistry.class));
    observed.statements.clear();
    service
        .count("acme")
        .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, parent))
        .block();
    service.client().get().uri("/visitors").exchange().expectStatus().isOk();
    parent.stop();

    StatementContext own =
        observed.statements.stream()
            .filter(context -> context.start().sql().equals("SELECT count(*) FROM orders"))
            .findFirst()
            .orElseThrow();
    assertThat(Objects.requireNonNull(own.getParentObservation()).getContextView())
        .isSameAs(parent.getContextView());
    assertThat(own.getName()).isEqualTo("flexidb.query");
    assertThat(own.getLowCardinalityKeyValues())
        .extracting(each -> each.getKey() + "=" + each.getValue())
        .containsExactlyInAnyOrder(
            "database=orders", "server=primary", "outcome=success", "exception=none");
    assertThat(own.getHighCardinalityKeyValues())
        .extracting(each -> each.getKey() + "=" + each.getValue())
        .containsExactlyInAnyOrder(
            "flexidb.tenant=acme", "r2dbc.query[0]=SELECT count(*) FROM orders");
    assertThat(observed.statements)
        .filteredOn(context -> context.start().database().equals("analytics"))
        .singleElement()
        .satisfies(context -> assertThat(outermost(context)).isEqualTo("http.server.requests"));
  }

  private static String outermost(Observation.ContextView context) {
    ObservationView parent = context.getParentObservation();
    return parent == null ? String.valueOf(context.getName()) : outermost(parent.getContextView());
  }

  @Test
  @DisplayName("a span ends however its statement does, also without a reader")
  void observationsEnd() {
    MeterRegistry registry = service.bean(MeterRegistry.class);
    Flux.range(0, 30)
        .flatMap(
            i ->
                service
                    .db()
                    .get("orders")
                    .sql("SELECT generate_series(1, 1000)")
                    .mapValue(Integer.class)
                    .all()
                    .take(i % 3)
                    .then()
                    .contextWrite(withSchema("acme")),
            4)
        .then()
        .block();
    until(
        () ->
            registry.find("flexidb.query.active").longTaskTimers().stream()
                .allMatch(active -> active.activeTasks() == 0));
    assertThat(registry.find("flexidb.query").tag("outcome", "cancelled").timer()).isNotNull();
  }
}
