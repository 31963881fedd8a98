package dev.flexidb.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.StatementObserver;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.fleet.FlexiDbFleetAutoConfiguration;
import dev.flexidb.spring.migrate.FlexiDbMigrateAutoConfiguration;
import dev.flexidb.spring.observe.actuate.FlexiDbEndpoint;
import dev.flexidb.spring.observe.actuate.FlexiDbEndpointAutoConfiguration;
import dev.flexidb.spring.observe.audit.AuditListener;
import dev.flexidb.spring.observe.audit.FlexiDbAuditAutoConfiguration;
import dev.flexidb.spring.observe.health.FlexiDbHealthAutoConfiguration;
import dev.flexidb.spring.observe.log.FlexiDbLogAutoConfiguration;
import dev.flexidb.spring.observe.metrics.FlexiDbMetricsAutoConfiguration;
import dev.flexidb.spring.observe.migrate.FlexiDbObserveMigrateAutoConfiguration;
import dev.flexidb.spring.observe.tracing.FlexiDbObservationAutoConfiguration;
import dev.flexidb.spring.observe.tracing.StatementObservations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.health.ConnectionFactoryHealthContributorAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;

@DisplayName("what is told depends on what is there")
class ObserveConditionsTest {

  private static final String NOBODY = "r2dbc:postgresql://app:geheim@127.0.0.1:1/orders";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  FlexiDbAutoConfiguration.class,
                  FlexiDbMigrateAutoConfiguration.class,
                  FlexiDbFleetAutoConfiguration.class,
                  FlexiDbAuditAutoConfiguration.class,
                  FlexiDbEndpointAutoConfiguration.class,
                  FlexiDbHealthAutoConfiguration.class,
                  FlexiDbLogAutoConfiguration.class,
                  FlexiDbMetricsAutoConfiguration.class,
                  FlexiDbObserveMigrateAutoConfiguration.class,
                  FlexiDbObservationAutoConfiguration.class,
                  R2dbcAutoConfiguration.class,
                  ConnectionFactoryHealthContributorAutoConfiguration.class))
          .withPropertyValues(
              "flexidb.databases.orders.url=" + NOBODY,
              "flexidb.databases.orders.retry.attempts=1",
              "flexidb.databases.orders.pool.connect-timeout=1s",
              "flexidb.groups.all=orders");

  @Test
  void nothingThatIsOptionalIsNeeded() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                FlexiDbAutoConfiguration.class,
                FlexiDbMigrateAutoConfiguration.class,
                FlexiDbFleetAutoConfiguration.class,
                FlexiDbAuditAutoConfiguration.class,
                FlexiDbLogAutoConfiguration.class,
                FlexiDbMetricsAutoConfiguration.class,
                FlexiDbObserveMigrateAutoConfiguration.class,
                FlexiDbObservationAutoConfiguration.class))
        .withPropertyValues("flexidb.databases.orders.url=" + NOBODY)
        .withClassLoader(
            new FilteredClassLoader(
                "io.micrometer.core",
                "io.micrometer.observation",
                "org.springframework.boot.actuate",
                "org.springframework.boot.health",
                "org.springframework.security",
                "dev.flexidb.migrate"))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBeansOfType(StatementObserver.class)).hasSize(1);
              assertThat(context.getBeansOfType(AuditListener.class)).hasSize(1);
            });
  }

  /** Their conditions are classes that may be missing themselves. */
  @Test
  void someAreLeftOutBeforeTheyAreRead() throws IOException {
    Properties metadata = new Properties();
    try (InputStream file =
        Objects.requireNonNull(
            FlexiDbAutoConfiguration.class.getResourceAsStream(
                "/META-INF/spring-autoconfigure-metadata.properties"))) {
      metadata.load(file);
    }
    assertThat(
            metadata.getProperty(
                FlexiDbEndpointAutoConfiguration.class.getName() + ".ConditionalOnClass"))
        .contains("ConditionalOnAvailableEndpoint");
    assertThat(
            metadata.getProperty(
                FlexiDbHealthAutoConfiguration.class.getName() + ".ConditionalOnClass"))
        .contains("ConditionalOnEnabledHealthIndicator");
  }

  @Test
  void withoutSecurityNobodyIsKnown() {
    runner
        .withClassLoader(new FilteredClassLoader(ReactiveSecurityContextHolder.class))
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void whoTellsOfStatementsIsThereBeforeTheFirstOne() {
    ApplicationContextRunner withoutMigrate =
        runner.withClassLoader(new FilteredClassLoader("dev.flexidb.migrate"));
    withoutMigrate.run(context -> assertThat(isMade(context, "flexiDbAudits")).isFalse());
    withoutMigrate
        .withPropertyValues("flexidb.observe.audit-statements=true")
        .run(context -> assertThat(isMade(context, "flexiDbAudits")).isTrue());
  }

  private static boolean isMade(AssertableApplicationContext context, String bean) {
    return context.getSourceApplicationContext().getBeanFactory().containsSingleton(bean);
  }

  @Test
  void statementsAreTimedOnce() {
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(
            context -> {
              assertThat(context).hasBean("flexiDbStatementTimer");
              assertThat(context).doesNotHaveBean(StatementObservations.class);
            });
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .run(
            context -> {
              assertThat(context).doesNotHaveBean("flexiDbStatementTimer");
              assertThat(context).hasSingleBean(StatementObservations.class);
            });
  }

  @Test
  void theEndpointIsThereWhereItIsExposed() {
    runner.run(context -> assertThat(context).doesNotHaveBean(FlexiDbEndpoint.class));
    runner
        .withPropertyValues("management.endpoints.web.exposure.include=flexidb")
        .run(context -> assertThat(context).hasSingleBean(FlexiDbEndpoint.class));
  }

  @Test
  @DisplayName("a server that is not there at the start is told by the health, without a secret")
  void healthOfNobody() {
    runner.run(
        context -> {
          for (String[] path : new String[][] {{"databases", "orders"}, {"groups", "all"}}) {
            Health health = health(context, path);
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails().toString()).doesNotContain("geheim", "r2dbc:");
          }
          assertThat(health(context, "databases", "orders").getDetails())
              .containsEntry("lastError", "ConnectFailedException");
        });
  }

  private static Health health(AssertableApplicationContext context, String... path) {
    ReactiveHealthContributor found =
        context.getBean("flexidbHealthContributor", ReactiveHealthContributor.class);
    for (String name : path) {
      found =
          Objects.requireNonNull(((CompositeReactiveHealthContributor) found).getContributor(name));
    }
    return Objects.requireNonNull(
        ((ReactiveHealthIndicator) found).health().block(Duration.ofSeconds(10)));
  }

  @Test
  void bootsHealthIsLeftWithItsOwn() {
    runner.run(
        context ->
            assertThat(context.getBeansOfType(ReactiveHealthContributor.class))
                .containsOnlyKeys("flexidbHealthContributor"));
    runner
        .withPropertyValues("spring.r2dbc.url=r2dbc:postgresql://boot:boot@localhost:1/boots")
        .run(
            context -> {
              assertThat(context.getBeansOfType(ReactiveHealthContributor.class))
                  .containsOnlyKeys("flexidbHealthContributor", "r2dbcHealthContributor");
              assertThat(context.getBean("r2dbcHealthContributor"))
                  .as("of one alone, and so no composite")
                  .isInstanceOf(ReactiveHealthIndicator.class);
            });
    runner
        .withPropertyValues("management.health.flexidb.enabled=false")
        .run(
            context ->
                assertThat(context.getBeansOfType(ReactiveHealthContributor.class))
                    .containsOnlyKeys("r2dbcHealthContributor"));
  }
}
