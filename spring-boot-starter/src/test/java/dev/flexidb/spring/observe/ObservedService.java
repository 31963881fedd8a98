package dev.flexidb.spring.observe;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.observe.tracing.StatementContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service with tenants on PostgreSQL and a database on MariaDB, which tells all that it can of
 * them.
 */
final class ObservedService implements AutoCloseable {

  static final String PASSWORD = "q7-Hx_never.told";

  private final TestDatabase orders =
      DatabaseServers.shared(DatabaseKind.POSTGRESQL).createDatabase();
  private final TestDatabase analytics =
      DatabaseServers.shared(DatabaseKind.MARIADB).createDatabase();
  private final ConfigurableApplicationContext context;
  private final WebTestClient client;

  ObservedService(Class<?>... beans) {
    String user = orders.name() + "_app";
    orders.execute("CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(user, PASSWORD));
    analytics.execute("CREATE TABLE visitor (mail varchar(100) PRIMARY KEY)");
    SpringApplicationBuilder application =
        new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE);
    application.sources(beans);
    this.context =
        application.run(
            "--server.port=0",
            "--spring.main.banner-mode=off",
            "--spring.reactor.netty.shutdown-quiet-period=0s",
            "--flexidb.default-database=orders",
            "--flexidb.groups.all=orders,analytics",
            "--flexidb.databases.orders.url=" + orders.r2dbcUrl(),
            "--flexidb.databases.orders.username=" + user,
            "--flexidb.databases.orders.password=" + PASSWORD,
            "--flexidb.databases.orders.tenancy.registry=true",
            "--flexidb.databases.analytics.url=" + analytics.r2dbcUrl(),
            "--flexidb.migration.location=classpath:readme",
            "--flexidb.observe.include-sql=true",
            "--flexidb.observe.audit-statements=true",
            "--management.endpoints.web.exposure.include=*",
            "--management.endpoint.health.show-details=always",
            "--management.endpoint.env.show-values=always",
            "--management.endpoint.configprops.show-values=always",
            "--management.endpoint.health.group.readiness.include=flexidb");
    this.client =
        WebTestClient.bindToServer()
            .baseUrl(
                "http://localhost:" + context.getEnvironment().getProperty("local.server.port"))
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(-1))
            .build();
    schemas().provision("acme").then(schemas().provision("globex")).block();
  }

  ReactiveFlexiDb db() {
    return bean(ReactiveFlexiDb.class);
  }

  SchemaManager schemas() {
    return bean(SchemaManager.class);
  }

  String analyticsUrl() {
    return analytics.r2dbcUrl();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  boolean has(String bean) {
    return context.containsBean(bean);
  }

  WebTestClient client() {
    return client;
  }

  /** What the actuator says there. */
  String actuator(String path) {
    byte[] body =
        client
            .get()
            .uri("/actuator/" + path)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody()
            .returnResult()
            .getResponseBodyContent();
    return body == null ? "" : new String(body, StandardCharsets.UTF_8);
  }

  Mono<Long> count(String tenant) {
    return db().get("orders")
        .sql("SELECT count(*) FROM orders")
        .mapValue(Long.class)
        .one()
        .contextWrite(withSchema(tenant));
  }

  Search meters(String name) {
    return bean(MeterRegistry.class).find(name);
  }

  double value(String name, String tag, String of) {
    return meters(name).tag(tag, of).meters().stream()
        .flatMap(meter -> stream(meter.measure()))
        .mapToDouble(measured -> measured.getValue())
        .filter(value -> !Double.isNaN(value))
        .sum();
  }

  private static <T> Stream<T> stream(Iterable<T> all) {
    return StreamSupport.stream(all.spliterator(), false);
  }

  JsonNode json(String path) {
    return JsonMapper.shared().readTree(actuator(path));
  }

  /** Until what is told on another thread has been told. */
  static void until(BooleanSupplier told) {
    Flux.interval(Duration.ofMillis(5))
        .filter(tick -> told.getAsBoolean())
        .blockFirst(Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    context.close();
    orders.close();
    analytics.close();
  }

  /** Keeps what was observed. */
  static final class Observed implements ObservationHandler<StatementContext> {

    final List<StatementContext> statements = new CopyOnWriteArrayList<>();

    @Override
    public void onStop(StatementContext context) {
      statements.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof StatementContext;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Endpoints.class)
  static class Application {

    @Bean
    Observed observed() {
      return new Observed();
    }

    @Bean
    SecurityWebFilterChain everything(ServerHttpSecurity http) {
      return http.authorizeExchange(any -> any.anyExchange().permitAll())
          .csrf(ServerHttpSecurity.CsrfSpec::disable)
          .build();
    }
  }

  /** What requests reach. */
  @RestController
  static class Endpoints {

    private final ReactiveFlexiDb db;

    Endpoints(ReactiveFlexiDb db) {
      this.db = db;
    }

    @GetMapping("/visitors")
    Mono<Long> visitors() {
      return db.get("analytics").sql("SELECT count(*) FROM visitor").mapValue(Long.class).one();
    }
  }
}
