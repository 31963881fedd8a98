package dev.flexidb.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.ReactiveFlexiDb;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
              new DashboardRoutes(PageFiles.read(), feed, new Unanswered()).routes())
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

  private static final class Unanswered implements TenantPages {

    @Override
    public List<String> databases() {
      return List.of("orders", "long");
    }

    @Override
    public Mono<Page> page(String database, String search, int number) {
      return database.equals("orders")
          ? Mono.error(new IllegalStateException("a secret"))
          : Mono.just(new Page(database, 0, search.length(), number, 1, List.of()));
    }
  }
}
