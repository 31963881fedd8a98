package dev.flexidb.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.TenantState;
import dev.flexidb.spring.fleet.FleetRuns;
import dev.flexidb.spring.fleet.FleetTenants;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

/** What is answered where there is no answer. */
class DashboardRoutesTest {

  private final ReactiveFlexiDb db = ReactiveFlexiDb.builder().closeOnShutdown(false).build();
  private final Feed feed =
      new Feed(new Recorder(db, new Happened()), FleetRuns.NONE, List.of(), "", Pace.USUAL);
  private final WebTestClient client =
      WebTestClient.bindToRouterFunction(
              new DashboardRoutes(PageFiles.read(), feed, new TenantPages(new Unanswered()))
                  .routes())
          .build();

  @BeforeEach
  void start() {
    feed.start();
  }

  @AfterEach
  void stop() {
    feed.stop();
  }

  @Test
  void whyTenantsCannotBeAskedForIsNotTold() {
    client
        .get()
        .uri("/flexidb/tenants?database=orders")
        .exchange()
        .expectStatus()
        .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
        .expectBody()
        .isEmpty();
  }

  /** A driver's words hold anything: what was bound, or a URL. */
  @Test
  void theLogSaysItByItsKindAlone() {
    Logger logger = (Logger) LoggerFactory.getLogger(DashboardRoutes.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.addAppender(logged);
    client.get().uri("/flexidb/tenants?database=orders").exchange();
    logger.detachAppender(logged);

    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("The tenants could not be asked for: IllegalStateException");
  }

  /** Or it would hold the place of a browser, and nobody would read it. */
  @Test
  void whoAsksForTheHeadersAloneIsToldNoStream() {
    client.head().uri("/flexidb/live").exchange().expectStatus().is4xxClientError();
  }

  @Test
  void oneBrowserTooManyIsToldToComeLater() {
    for (int i = 0; i < Feed.MOST; i++) {
      feed.events().subscribe();
    }
    client
        .get()
        .uri("/flexidb/live")
        .exchange()
        .expectStatus()
        .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
        .expectHeader()
        .exists("Retry-After");
  }

  @Test
  void whatIsAskedForIsBounded() {
    assertThat(
            client
                .get()
                .uri("/flexidb/tenants?database=long&page=-3&search=" + "x".repeat(5_000))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody())
        .contains("\"number\":1,", "\"found\":200");
  }

  private static final class Unanswered implements FleetTenants {

    @Override
    public List<String> databases() {
      return List.of("orders", "long");
    }

    @Override
    public Mono<Slice> slice(String database, String search, long offset, int limit) {
      return database.equals("orders")
          ? Mono.error(new IllegalStateException("a secret"))
          : Mono.just(new Slice(0, search.length(), List.of()));
    }

    @Override
    public Mono<Map<TenantState, Long>> states(String database) {
      return Mono.empty();
    }
  }
}
