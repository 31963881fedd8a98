package dev.flexidb.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithServer(DatabaseKind.POSTGRESQL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("what the dashboard tells")
class DashboardTest {

  private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
      new ParameterizedTypeReference<>() {};
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Stage stage;

  @BeforeAll
  void start(TestDatabase database) {
    stage = new Stage(database, Duration.ofMillis(100));
    stage.migration("V1__orders.sql", "CREATE TABLE orders (id int);");
    SchemaManager schemas = stage.bean(SchemaManager.class);
    schemas.provision("<img/src=x/onerror=alert(1)>").block();
    schemas.provision("another").block();
    Flux.range(10, 27).concatMap(number -> schemas.provision("shop_" + number)).blockLast();
    stage.migration("V2__items.sql", "ALTER TABLE orders ADD COLUMN item text;");
    schemas.migrateAllSchemas(MigrationOptions.DEFAULTS).blockLast();
    stage.migration("V3__broken.sql", "SELECT 'hidden text' FROM nowhere;");
    schemas
        .migrateAllSchemas(MigrationOptions.DEFAULTS.withFailureBudget(0).withConcurrency(1))
        .blockLast();
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @Test
  void thePageIsServedUnderAStrictPolicy() {
    get("/flexidb").expectStatus().isFound().expectHeader().location("flexidb/");
    for (String name : PageFiles.NAMES) {
      String etag =
          get("/flexidb/" + name)
              .expectStatus()
              .isOk()
              .expectHeader()
              .valueEquals("Content-Security-Policy", PageHeaders.POLICY)
              .expectHeader()
              .valueEquals("X-Content-Type-Options", "nosniff")
              .expectBody(String.class)
              .returnResult()
              .getResponseHeaders()
              .getETag();
      stage
          .client()
          .get()
          .uri("/flexidb/" + name)
          .header("If-None-Match", Objects.requireNonNull(etag))
          .exchange()
          .expectStatus()
          .isNotModified()
          .expectBody()
          .isEmpty();
    }
    get("/flexidb/").expectHeader().contentType("text/html;charset=UTF-8");
    get("/flexidb/main.js").expectHeader().contentType("text/javascript;charset=UTF-8");
    get("/flexidb/style.css").expectHeader().contentType("text/css;charset=UTF-8");
    for (String other : new String[] {"other.js", "..%2fdashboard%2fmain.js", "Feed.class"}) {
      get("/flexidb/" + other).expectStatus().is4xxClientError();
    }
  }

  @Test
  @DisplayName("S15: it needs no tenant, and the others still do")
  void theTenantsFilterLeavesItAlone() {
    get("/flexidb/").expectStatus().isOk();
    get("/flexidb/live").expectStatus().isOk();
    get("/flexidbs").expectStatus().isBadRequest();
  }

  @Test
  void nothingCanBeChangedByIt() {
    for (String path : new String[] {"/flexidb/", "/flexidb/live", "/flexidb/tenants"}) {
      stage.client().post().uri(path).exchange().expectStatus().is4xxClientError();
    }
  }

  @Test
  void aBrowserIsToldWhatIsKnownAndThenWhatIsNew() {
    stage.db().get("analytics").sql("SELECT 1").fetch().one().block();
    long[] last = new long[1];
    StepVerifier.create(events().take(4))
        .assertNext(
            event -> {
              assertThat(event.event()).isEqualTo("snapshot");
              assertThat(event.retry()).isEqualTo(Duration.ofSeconds(2));
              JsonNode snapshot = json(event.data());
              last[0] = snapshot.get("number").asLong();
              assertThat(snapshot.get("application").asString()).isEqualTo("Shop");
              assertThat(snapshot.get("databases")).hasSize(2);
              JsonNode orders = snapshot.get("databases").get(0);
              assertThat(orders.get("name").asString()).isEqualTo("orders");
              assertThat(orders.get("servers")).hasSize(2);
              assertThat(orders.get("servers").get(0).get("replica").isNull()).isTrue();
              assertThat(orders.get("servers").get(1).get("replica").asString())
                  .startsWith("127.0.0.1:");
              JsonNode server = orders.get("servers").get(0);
              assertThat(server.get("circuit").asString()).isEqualTo("CLOSED");
              assertThat(server.get("max").asInt()).isEqualTo(10);
              assertThat(server.get("points").size()).isBetween(1, ServerHistory.POINTS);
              assertThat(server.get("changes")).isNotEmpty();
              assertThat(snapshot.get("groups").get(0).get("name").asString())
                  .isEqualTo("everything");
              assertThat(snapshot.get("groups").get(0).get("databases")).hasSize(2);
              assertThat(snapshot.get("tenants").get(0).asString()).isEqualTo("orders");
            })
        .thenConsumeWhile(
            event -> true,
            event -> {
              JsonNode tick = json(event.data());
              assertThat(event.event()).isEqualTo("tick");
              assertThat(tick.get("number").asLong()).isGreaterThan(last[0]);
              last[0] = tick.get("number").asLong();
              assertThat(tick.get("databases").get(0).get("servers").get(0).has("points"))
                  .as("what is remembered is not sent each time")
                  .isFalse();
            })
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void statementsAreSeenBeforeLong() {
    long before = statements(json(first().data()));
    StepVerifier.create(
            events()
                .map(event -> statements(json(event.data())))
                .doOnNext(
                    seen -> stage.db().get("analytics").sql("SELECT 1").fetch().one().subscribe())
                .filter(seen -> seen >= before + 2)
                .take(1))
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
  }

  private static long statements(JsonNode event) {
    return event.get("databases").get(1).get("servers").get(0).get("queries").asLong();
  }

  @Test
  void runsAreToldWhoeverBeganThem() {
    JsonNode runs = json(first().data()).get("runs");

    JsonNode broken = runs.get(0);
    assertThat(broken.get("kind").asString()).isEqualTo("migrate");
    assertThat(broken.get("state").asString()).isEqualTo("DONE");
    JsonNode part = broken.get("parts").get(0);
    assertThat(part.get("database").asString()).isEqualTo("orders");
    assertThat(part.get("domain").asString()).isEqualTo("tenant");
    assertThat(part.get("schemas").asInt()).isEqualTo(29);
    assertThat(part.get("failed").asInt()).isEqualTo(1);
    assertThat(part.get("skipped").asInt()).isEqualTo(28);
    assertThat(part.get("done").asBoolean()).isTrue();
    assertThat(broken.get("failures")).hasSize(1);
    assertThat(broken.get("failures").get(0).get("script").asString())
        .isEqualTo("V3__broken.sql:1");
    assertThat(runs.get(1).get("parts").get(0).get("applied").asInt()).isEqualTo(29);
    assertThat(runs.get(1).get("endedAt").asLong())
        .isGreaterThan(runs.get(1).get("startedAt").asLong());
  }

  @Test
  @DisplayName("S32: tenants with their versions, a page at a time")
  void tenantsAreToldAPageAtATime() {
    JsonNode first = tenants("database=orders&search=shop");
    assertThat(first.get("all").asInt()).isGreaterThan(27);
    assertThat(first.get("found").asInt()).isEqualTo(27);
    assertThat(first.get("pages").asInt()).isEqualTo(2);
    assertThat(first.get("tenants")).hasSize(TenantPages.SIZE);
    JsonNode versions = first.get("tenants").get(3).get("versions");
    assertThat(versions).hasSize(1);
    assertThat(versions.get(0).get("domain").asString()).isEqualTo("tenant");
    assertThat(versions.get(0).get("version").asString()).isEqualTo("2");
    assertThat(versions.get(0).get("pending").asInt()).isEqualTo(1);

    assertThat(tenants("database=orders&search=shop&page=2").get("tenants")).hasSize(2);
    assertThat(tenants("database=orders&page=99").get("number").asInt()).isEqualTo(2);
    assertThat(tenants("database=orders&page=no").get("number").asInt()).isEqualTo(1);
    assertThat(tenants("database=orders&search=SHOP_3").get("found").asInt()).isEqualTo(7);
    assertThat(tenants("database=orders&search=nobody").get("tenants")).isEmpty();
    assertThat(tenants("database=orders&search=%3Cimg").get("tenants").get(0).get("id").asString())
        .isEqualTo("<img/src=x/onerror=alert(1)>");
    for (String none : new String[] {"", "?database=analytics", "?database=nobody"}) {
      get("/flexidb/tenants" + none).expectStatus().isNotFound();
    }
  }

  @Test
  @DisplayName("Z08: neither a login, a URL, SQL nor what a server says is told")
  void nothingSecretIsTold() {
    stage
        .db()
        .get("analytics")
        .sql("SELECT 'hidden text' FROM nowhere")
        .fetch()
        .one()
        .as(StepVerifier::create)
        .verifyError();

    List<String> told =
        List.of(Objects.requireNonNull(first().data()), tenants("database=orders").toString());

    for (String text : told) {
      assertThat(text)
          .contains("orders", "tenant")
          .doesNotContain(stage.login(), Stage.PASSWORD, "r2dbc", "hidden", "SELECT", "nowhere")
          .doesNotContainIgnoringCase("exception")
          .doesNotContainIgnoringCase("password");
    }
  }

  @Test
  void aTenantThatWasDroppedAMomentAgoIsNotAsked() {
    SchemaManager schemas = stage.bean(SchemaManager.class);
    assertThat(tenants("database=orders&search=another").get("found").asInt()).isEqualTo(1);
    schemas.deleteSchema(new SchemaName("another"), "another").block();

    assertThat(tenants("database=orders&search=another").get("tenants")).isEmpty();
  }

  private JsonNode tenants(String query) {
    byte[] body =
        get("/flexidb/tenants?" + query)
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentType(MediaType.APPLICATION_JSON)
            .expectHeader()
            .valueEquals("Cache-Control", "no-store")
            .expectBody()
            .returnResult()
            .getResponseBody();
    return JsonMapper.shared().readTree(Objects.requireNonNull(body));
  }

  private WebTestClient.ResponseSpec get(String path) {
    return stage.client().get().uri(URI.create(stage.url() + path)).exchange();
  }

  private Flux<ServerSentEvent<String>> events() {
    return stage
        .client()
        .get()
        .uri("/flexidb/live")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("X-Accel-Buffering", "no")
        .returnResult(EVENT)
        .getResponseBody();
  }

  private ServerSentEvent<String> first() {
    return Objects.requireNonNull(events().blockFirst(PATIENCE));
  }

  private static JsonNode json(@Nullable String data) {
    return JsonMapper.shared().readTree(Objects.requireNonNull(data));
  }
}
