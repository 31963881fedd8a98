package dev.flexidb.spring.observe;

import static dev.flexidb.spring.observe.ObservedService.PASSWORD;
import static dev.flexidb.spring.observe.ObservedService.until;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReplicasConfig;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.observe.ObservedService.Observed;
import dev.flexidb.spring.observe.audit.AuditListener;
import dev.flexidb.spring.observe.audit.AuditedAction;
import dev.flexidb.spring.observe.tracing.StatementContext;
import dev.flexidb.tenant.SchemaName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("what a service tells of its databases")
class ObserveTest {

  private static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();
  private static ObservedService service;

  @BeforeAll
  static void start() {
    service = new ObservedService(Trail.class, Events.class);
    LOGGED.list = new CopyOnWriteArrayList<>();
    LOGGED.start();
    ours().addAppender(LOGGED);
    ours().setAdditive(false);
    service.schemas().provision("acme").block();
    service.schemas().provision("globex").block();
  }

  @AfterAll
  static void stop() {
    service.close();
    ours().setAdditive(true);
    ours().detachAppender(LOGGED);
  }

  private static Logger ours() {
    return (Logger) LoggerFactory.getLogger("dev.flexidb");
  }

  private static Mono<Long> count(String tenant) {
    return service
        .db()
        .get("orders")
        .sql("SELECT count(*) FROM orders")
        .mapValue(Long.class)
        .one()
        .contextWrite(withSchema(tenant));
  }

  private static Search meters(String name) {
    return service.bean(MeterRegistry.class).find(name);
  }

  private static JsonNode json(String path) {
    return JsonMapper.shared().readTree(service.actuator(path));
  }

  private static List<String> logged(String logger) {
    return LOGGED.list.stream()
        .filter(event -> event.getLoggerName().equals(logger))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  @DisplayName("S32: meters of pools, circuits, statements, batches and tenants")
  void meters() {
    count("acme").then(count("globex")).block();
    service
        .db()
        .batch(Map.of("analytics", db -> db.sql("SELECT 1").fetch().one()))
        .then(
            service
                .db()
                .batch(Map.of("analytics", db -> Mono.error(new IllegalStateException("no"))))
                .onErrorComplete())
        .block();

    assertThat(meters("flexidb.pool.max").tag("database", "orders").gauge())
        .isNotNull()
        .satisfies(max -> assertThat(max.value()).isEqualTo(PoolConfig.DEFAULTS.maxSize()));
    assertThat(meters("flexidb.pool.idle").tag("database", "orders").gauge())
        .isNotNull()
        .satisfies(idle -> until(() -> idle.value() >= 1));
    assertThat(meters("flexidb.circuit.state").tag("state", "closed").gauges()).hasSize(2);
    assertThat(
            Objects.requireNonNull(
                    meters("flexidb.query")
                        .tag("database", "orders")
                        .tag("server", "primary")
                        .tag("outcome", "success")
                        .timer())
                .count())
        .isGreaterThanOrEqualTo(2);
    assertThat(
            Objects.requireNonNull(
                    meters("flexidb.tenant.switches").tag("database", "orders").functionCounter())
                .count())
        .isPositive();
    for (String outcome : List.of("success", "error")) {
      assertThat(
              Objects.requireNonNull(
                      meters("flexidb.batch")
                          .tag("database", "analytics")
                          .tag("outcome", outcome)
                          .timer())
                  .count())
          .as(outcome)
          .isEqualTo(1);
    }
    until(() -> value("flexidb.connections.opened", "database", "analytics") >= 1);
    until(() -> value("flexidb.tenants", "state", "active") == 2);
  }

  private static double value(String name, String tag, String of) {
    return meters(name).tag(tag, of).meters().stream()
        .flatMap(meter -> stream(meter.measure()))
        .mapToDouble(measured -> measured.getValue())
        .filter(value -> !Double.isNaN(value))
        .sum();
  }

  private static <T> Stream<T> stream(Iterable<T> all) {
    return StreamSupport.stream(all.spliterator(), false);
  }

  @Test
  @DisplayName("S32: neither tenants nor texts are tags")
  void manyTenantsAndTextsMakeNoSeries() {
    statement(0).block();
    List<Meter.Id> before = seriesOfOurs();
    double counted = value("flexidb.query", "outcome", "error");
    Flux.range(1, 1_000).flatMap(ObserveTest::statement, 8).then().block();
    assertThat(value("flexidb.query", "outcome", "error")).isGreaterThanOrEqualTo(counted + 1_000);
    assertThat(seriesOfOurs()).containsExactlyInAnyOrderElementsOf(before);
  }

  /** The JVM, and Reactor Netty, add some of theirs at any time. */
  private static List<Meter.Id> seriesOfOurs() {
    return service.bean(MeterRegistry.class).getMeters().stream()
        .map(Meter::getId)
        .filter(id -> id.getName().startsWith("flexidb."))
        .toList();
  }

  /** Each in a tenant of its own, which the server is told, and does not know. */
  private static Mono<Void> statement(int number) {
    return service
        .db()
        .get("orders")
        .forSchema(new SchemaName("tenant_" + number))
        .sql("SELECT %d AS a%d".formatted(number, number))
        .fetch()
        .one()
        .onErrorComplete()
        .then();
  }

  @Test
  @DisplayName("F25: databases that come get meters, and lose them when they go")
  void metersComeAndGo() {
    service
        .db()
        .register("late", DatabaseConfig.of(service.analyticsUrl()))
        .flatMap(late -> late.sql("SELECT 1").fetch().one())
        .block();
    until(() -> meters("flexidb.pool.max").tag("database", "late").gauge() != null);
    assertThat(meters("flexidb.query").tag("database", "late").timer()).isNotNull();
    assertThat(json("health/flexidb/databases/late").get("status").asString()).isEqualTo("UP");

    service.db().unregister("late").block();
    until(
        () ->
            Search.in(service.bean(MeterRegistry.class))
                .tag("database", "late")
                .meters()
                .isEmpty());
  }

  @Test
  @DisplayName("F25: a database that is replaced has meters of the servers that it has now")
  void metersOfServersComeAndGo() {
    DatabaseConfig alone = DatabaseConfig.of(service.analyticsUrl());
    service.db().register("moved", alone).flatMap(db -> db.sql("SELECT 1").fetch().one()).block();
    until(() -> servers("moved") == 1);

    service
        .db()
        .replace("moved", alone.withReplicas(ReplicasConfig.of(service.analyticsUrl())))
        .block();
    until(() -> servers("moved") == 2);
    service.db().replace("moved", alone).block();
    until(() -> servers("moved") == 1);
    service.db().unregister("moved").block();
    until(() -> servers("moved") == 0);
  }

  private static int servers(String database) {
    return meters("flexidb.pool.max").tag("database", database).gauges().size();
  }

  @Test
  @DisplayName("spans of statements, below what their subscriber is in")
  void observations() {
    Observed observed = service.bean(Observed.class);
    Observation parent = Observation.start("parent", service.bean(ObservationRegistry.class));
    observed.statements.clear();
    count("acme")
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

  @Test
  @DisplayName("F09: the health of databases and groups, and of nobody twice")
  void health() {
    count("acme").block();
    JsonNode health = json("health");
    JsonNode ours = health.at("/components/flexidb/components");
    assertThat(ours.at("/databases/components/orders/status").asString()).isEqualTo("UP");
    assertThat(ours.at("/databases/components/orders/details/circuit").asString())
        .isEqualTo("CLOSED");
    assertThat(ours.at("/groups/components/all/status").asString()).isEqualTo("UP");
    assertThat(ours.at("/groups/components/all/details/analytics").asString()).isEqualTo("UP");
    assertThat(health.at("/components/r2dbc").isMissingNode()).isTrue();
    assertThat(json("health/readiness").at("/components/flexidb/status").asString())
        .isEqualTo("UP");

    Observed observed = service.bean(Observed.class);
    observed.statements.clear();
    Flux.range(0, 5).doOnNext(i -> service.actuator("health")).then().block();
    assertThat(observed.statements).as("nobody's statements").isEmpty();
  }

  @Test
  @DisplayName("S32: the endpoint tells of databases, groups, tenants and the last run")
  void endpoint() {
    service
        .bean(Migrator.class)
        .migrate(MigrationScope.ALL.withDatabases("orders"), MigrationOptions.DEFAULTS)
        .then()
        .block();
    JsonNode all = json("flexidb");
    assertThat(all.at("/databases/orders/primary/pool/max").asInt()).isEqualTo(10);
    assertThat(all.at("/databases/orders/groups/0").asString()).isEqualTo("all");
    assertThat(all.at("/groups/all/1").asString()).isEqualTo("analytics");
    assertThat(all.at("/lastMigration/kind").asString()).isEqualTo("MIGRATE");
    assertThat(all.at("/lastMigration/domains/0/skipped").asInt()).isEqualTo(2);

    JsonNode orders = json("flexidb/orders?offset=1&limit=1");
    assertThat(orders.at("/database/primary/circuit").asString()).isEqualTo("CLOSED");
    assertThat(orders.at("/tenants/total").asInt()).isEqualTo(2);
    assertThat(orders.at("/tenants/tenants")).hasSize(1);
    assertThat(orders.at("/tenants/tenants/0/schema").asString()).isEqualTo("globex");
    assertThat(orders.at("/tenants/tenants/0/versions/tenant").asString()).isEqualTo("1");
    assertThat(json("flexidb/analytics").at("/tenants").isMissingNode()).isTrue();
    service.client().get().uri("/actuator/flexidb/nobody").exchange().expectStatus().isNotFound();
    service
        .client()
        .get()
        .uri("/actuator/flexidb/orders?limit=100000")
        .exchange()
        .expectStatus()
        .isBadRequest();
    until(() -> value("flexidb.migration.schemas", "outcome", "skipped") >= 2);
  }

  @Test
  @DisplayName("S30: who has done what to which schema")
  void audit() {
    Trail trail = service.bean(Trail.class);
    trail.actions.clear();
    Events events = service.bean(Events.class);
    events.types.clear();
    service
        .schemas()
        .createSchema(new SchemaName("initech"))
        .thenMany(
            service
                .bean(Migrator.class)
                .fresh(
                    MigrationScope.ALL.withDatabases("orders").withTenants("initech"),
                    MigrationOptions.DEFAULTS))
        .then(service.schemas().deleteSchema(new SchemaName("initech"), "initech"))
        .then(service.schemas().deleteSchema(new SchemaName("nobody"), "nobody").onErrorComplete())
        .then(count("acme"))
        .contextWrite(
            ReactiveSecurityContextHolder.withAuthentication(
                new TestingAuthenticationToken("ann", "secret", "ADMIN")))
        .block();
    count("globex").block();

    until(() -> trail.actions.stream().anyMatch(is("STATEMENT", "globex")));
    assertThat(trail.actions)
        .filteredOn(action -> !action.operation().equals("STATEMENT"))
        .extracting(
            action -> action.who().orElse("-"),
            AuditedAction::operation,
            action -> action.schema().orElse("-"),
            AuditedAction::outcome)
        .containsExactly(
            tuple("ann", "CREATE_SCHEMA", "initech", Outcome.SUCCESS),
            tuple("ann", "FRESH", "initech", Outcome.SUCCESS),
            tuple("ann", "DELETE_SCHEMA", "initech", Outcome.SUCCESS),
            tuple("ann", "DELETE_SCHEMA", "nobody", Outcome.ERROR));
    assertThat(trail.actions)
        .filteredOn(is("STATEMENT", "acme"))
        .singleElement()
        .satisfies(
            action -> {
              assertThat(action.who()).contains("ann");
              assertThat(action.details()).containsEntry("kind", "SELECT");
            });
    assertThat(trail.actions)
        .filteredOn(is("STATEMENT", "globex"))
        .allSatisfy(action -> assertThat(action.who()).isEmpty());
    until(() -> events.types.contains("FLEXIDB_DELETE_SCHEMA by ann in initech"));
    assertThat(logged("dev.flexidb.audit"))
        .anyMatch(line -> line.startsWith("who=ann operation=DELETE_SCHEMA database=orders"));
  }

  private static Predicate<AuditedAction> is(String operation, String schema) {
    return action ->
        action.operation().equals(operation) && action.schema().equals(Optional.of(schema));
  }

  @Test
  @DisplayName("S31: the log tells SQL, schema and outcome, and nothing that was bound")
  void log() {
    service
        .db()
        .get("orders")
        .sql("INSERT INTO orders\nVALUES (:id)")
        .bind("id", 424_242)
        .fetch()
        .rowsUpdated()
        .contextWrite(withSchema("acme"))
        .block();
    assertThat(logged("dev.flexidb.sql"))
        .filteredOn(line -> line.contains("INSERT INTO orders VALUES"))
        .singleElement()
        .asString()
        .contains("database=orders server=primary schema=acme took=", "outcome=success")
        .doesNotContain("424242");
  }

  @Test
  @DisplayName("no password and nothing that was bound is told anywhere")
  void noSecretIsTold() {
    String bound = "ann.bound@example.com";
    service
        .db()
        .get("analytics")
        .sql("INSERT INTO visitor VALUES (:mail)")
        .bind("mail", bound)
        .fetch()
        .rowsUpdated()
        .repeat(1)
        .then()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error).as("what is to be kept").rootCause().hasMessageContaining(bound));
    service
        .db()
        .get("orders")
        .sql("SELECT CAST(:text AS integer)")
        .bind("text", bound)
        .fetch()
        .one()
        .onErrorComplete()
        .contextWrite(withoutSchema())
        .block();

    StringBuilder told = new StringBuilder();
    for (String path :
        List.of(
            "health",
            "flexidb",
            "flexidb/orders",
            "flexidb/analytics",
            "prometheus",
            "auditevents",
            "metrics")) {
      if (!path.equals("auditevents") || service.has("auditEventsEndpoint")) {
        told.append(service.actuator(path));
      }
    }
    LOGGED.list.stream()
        .filter(event -> event.getLoggerName().startsWith("dev.flexidb"))
        .forEach(event -> told.append(event.getFormattedMessage()).append('\n'));
    service
        .bean(Observed.class)
        .statements
        .forEach(
            context ->
                told.append(context.getAllKeyValues())
                    .append(context.getError())
                    .append(context.getContextualName()));
    service.bean(Trail.class).actions.forEach(told::append);
    service.bean(Events.class).types.forEach(told::append);
    assertThat(told.toString())
        .contains(
            "flexidb_pool_active_connections", "flexidb_query_seconds_count", "INSERT INTO visitor")
        .doesNotContain(PASSWORD)
        .doesNotContain(bound)
        .doesNotContain("r2dbc:");
  }

  @Test
  @DisplayName("Z08: who lets values of settings be shown shows no password of a database")
  void settingsAreShownWithoutSecrets() {
    for (String path : List.of("env", "configprops")) {
      assertThat(service.actuator(path))
          .contains("analytics", "_app")
          .doesNotContain(PASSWORD)
          .doesNotContainPattern("r2dbc:[a-z:]+//[^*\"/]*@");
    }
  }

  @Test
  @DisplayName("what the README shows is the code of this test")
  void readme() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    String section = readme.substring(readme.indexOf("## Observability"));
    int from = section.indexOf("```java\n") + 8;
    List<String> shown =
        Arrays.stream(section.substring(from, section.indexOf("```", from)).split("\n"))
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    List<String> here =
        Files.readAllLines(
                Path.of(
                    "src/test/java", ObserveTest.class.getName().replace('.', '/').concat(".java")))
            .stream()
            .map(line -> line.strip().replace("static class", "class"))
            .filter(line -> !line.isEmpty())
            .toList();
    assertThat(here).containsSubsequence(shown);
  }

  @Component
  static class Trail implements AuditListener {
    final List<AuditedAction> actions = new CopyOnWriteArrayList<>();

    @Override
    public void onAction(AuditedAction action) {
      actions.add(action);
    }
  }

  @Component
  static class Events {

    final List<String> types = new CopyOnWriteArrayList<>();

    @EventListener
    void on(AuditApplicationEvent event) {
      types.add(
          "%s by %s in %s"
              .formatted(
                  event.getAuditEvent().getType(),
                  event.getAuditEvent().getPrincipal(),
                  event.getAuditEvent().getData().get("schema")));
    }
  }
}
