package dev.flexidb.spring.observe;

import static dev.flexidb.spring.observe.ObservedService.PASSWORD;
import static dev.flexidb.spring.observe.ObservedService.until;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.observe.ObservedService.Observed;
import dev.flexidb.spring.observe.audit.AuditListener;
import dev.flexidb.spring.observe.audit.AuditedAction;
import dev.flexidb.tenant.SchemaName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

@DisplayName("what a service tells of its databases")
class ObserveTest {

  private static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();
  private static ObservedService service;
  private static @Nullable Level before;

  @BeforeAll
  static void start() {
    service = new ObservedService(Trail.class, Events.class);
    LOGGED.list = new CopyOnWriteArrayList<>();
    LOGGED.start();
    ours().addAppender(LOGGED);
    ours().setAdditive(false);
    before = ours().getLevel();
    ours().setLevel(Level.DEBUG);
  }

  @AfterAll
  static void stop() {
    service.close();
    ours().setAdditive(true);
    ours().setLevel(before);
    ours().detachAppender(LOGGED);
  }

  private static Logger ours() {
    return (Logger) LoggerFactory.getLogger("dev.flexidb");
  }

  private static List<String> logged(String logger) {
    return LOGGED.list.stream()
        .filter(event -> event.getLoggerName().equals(logger))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  @DisplayName("F09: the health of databases and groups, and of nobody twice")
  void health() {
    service.count("acme").block();
    JsonNode health = service.json("health");
    JsonNode ours = health.at("/components/flexidb/components");
    assertThat(ours.at("/databases/components/orders/status").asString()).isEqualTo("UP");
    assertThat(ours.at("/databases/components/orders/details/circuit").asString())
        .isEqualTo("CLOSED");
    assertThat(ours.at("/groups/components/all/status").asString()).isEqualTo("UP");
    assertThat(ours.at("/groups/components/all/details/analytics").asString()).isEqualTo("UP");
    assertThat(health.at("/components/r2dbc").isMissingNode()).isTrue();
    assertThat(service.json("health/readiness").at("/components/flexidb/status").asString())
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
    JsonNode all = service.json("flexidb");
    assertThat(all.at("/databases/orders/primary/pool/max").asInt()).isEqualTo(10);
    assertThat(all.at("/databases/orders/groups/0").asString()).isEqualTo("all");
    assertThat(all.at("/groups/all/1").asString()).isEqualTo("analytics");
    assertThat(all.at("/lastMigration/kind").asString()).isEqualTo("MIGRATE");
    assertThat(all.at("/lastMigration/domains/0/skipped").asInt()).isEqualTo(2);

    JsonNode orders = service.json("flexidb/orders?offset=1&limit=1");
    assertThat(orders.at("/database/primary/circuit").asString()).isEqualTo("CLOSED");
    assertThat(orders.at("/tenants/total").asInt()).isEqualTo(2);
    assertThat(orders.at("/tenants/tenants")).hasSize(1);
    assertThat(orders.at("/tenants/tenants/0/schema").asString()).isEqualTo("globex");
    assertThat(orders.at("/tenants/tenants/0/versions/tenant").asString()).isEqualTo("1");
    assertThat(service.json("flexidb/analytics").at("/tenants").isMissingNode()).isTrue();
    service.client().get().uri("/actuator/flexidb/nobody").exchange().expectStatus().isNotFound();
    service
        .client()
        .get()
        .uri("/actuator/flexidb/orders?limit=100000")
        .exchange()
        .expectStatus()
        .isBadRequest();
    until(() -> service.value("flexidb.migration.schemas", "outcome", "skipped") >= 2);
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
        .then(service.count("acme"))
        .contextWrite(
            ReactiveSecurityContextHolder.withAuthentication(
                new TestingAuthenticationToken("ann", "secret", "ADMIN")))
        .block();
    service.count("globex").block();

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
