package dev.flexidb.spring.dashboard;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * A service with a dashboard: database "orders" with tenants and a replica, and "analytics", each
 * behind a proxy of its own.
 */
final class Stage implements AutoCloseable {

  /** Never to be seen. */
  static final String PASSWORD = "hidden-password";

  private final TestDatabase database;
  private final String login;
  private final FaultProxy orders;
  private final FaultProxy replica;
  private final FaultProxy analytics;
  private final Path migrations;
  private final ConfigurableApplicationContext context;

  Stage(TestDatabase database, Duration pace, String... more) {
    this.database = database;
    this.login = "hidden_login_" + database.name();
    database.execute("CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(login, PASSWORD));
    this.orders = FaultProxy.to(database.server());
    this.replica = FaultProxy.to(database.server());
    this.analytics = FaultProxy.to(database.server());
    try {
      this.migrations = Files.createTempDirectory("migrations");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    List<String> properties = new ArrayList<>(Arrays.asList(more));
    properties.addAll(
        List.of(
            "spring.application.name=Shop",
            "server.port=0",
            "spring.reactor.netty.shutdown-quiet-period=0s",
            "spring.main.banner-mode=off",
            "flexidb.dashboard.enabled=true",
            "flexidb.default-database=orders",
            "flexidb.groups.everything=orders,analytics",
            "flexidb.databases.orders.url=" + url(orders),
            "flexidb.databases.orders.username=" + login,
            "flexidb.databases.orders.password=" + PASSWORD,
            "flexidb.databases.orders.read-hosts=" + replica.host() + ":" + replica.port(),
            "flexidb.databases.orders.tenancy.mode=schema-per-tenant",
            "flexidb.databases.analytics.url=" + url(analytics),
            "flexidb.databases.analytics.username=" + login,
            "flexidb.databases.analytics.password=" + PASSWORD,
            "flexidb.databases.analytics.retry.attempts=1",
            "flexidb.circuit-breaker.threshold=3",
            "flexidb.tenant.header.enabled=true",
            "flexidb.migration.location=filesystem:" + migrations));
    this.context =
        new SpringApplicationBuilder(Application.class, Quick.class)
            .web(WebApplicationType.REACTIVE)
            .initializers(made -> made.getBeanFactory().registerSingleton("pace", new Pace(pace)))
            .run(properties.stream().map(each -> "--" + each).toArray(String[]::new));
  }

  private String url(FaultProxy proxy) {
    return "r2dbc:postgresql://%s:%d/%s".formatted(proxy.host(), proxy.port(), database.name());
  }

  /** The login of the databases. */
  String login() {
    return login;
  }

  /** A migration of the tenants of "orders". */
  void migration(String file, String sql) {
    try {
      Path folder = migrations.resolve("orders").resolve("tenant");
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(file), sql);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  ReactiveFlexiDb db() {
    return context.getBean(ReactiveFlexiDb.class);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  FaultProxy orders() {
    return orders;
  }

  FaultProxy analytics() {
    return analytics;
  }

  String url() {
    return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
  }

  /** With a connection for each request: bodies that nobody reads keep theirs. */
  WebTestClient client() {
    return WebTestClient.bindToServer(
            new ReactorClientHttpConnector(HttpClient.create(ConnectionProvider.newConnection())))
        .baseUrl(url())
        .responseTimeout(Duration.ofSeconds(20))
        .build();
  }

  @Override
  public void close() {
    context.close();
    orders.close();
    replica.close();
    analytics.close();
    database.execute(
        "REASSIGN OWNED BY %s TO CURRENT_USER".formatted(login),
        "DROP OWNED BY %s".formatted(login),
        "DROP ROLE %s".formatted(login));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  static class Quick {

    @Bean
    SecurityWebFilterChain everything(ServerHttpSecurity http) {
      return http.authorizeExchange(exchange -> exchange.anyExchange().permitAll()).build();
    }
  }
}
