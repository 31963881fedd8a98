package dev.flexidb.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Backoff;
import dev.flexidb.Balance;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.Fallback;
import dev.flexidb.HealthCheckConfig;
import dev.flexidb.MigrationConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.ReconnectConfig;
import dev.flexidb.ReplicasConfig;
import dev.flexidb.RetryConfig;
import dev.flexidb.StatementRetryConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.TenantSwitch;
import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.spring.properties.FlexiDbProperties;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import reactor.test.StepVerifier;

@DisplayName("F26, Z04, Z07: what properties say of a database")
class PropertiesTest {

  private static final String PRIMARY = "r2dbc:postgresql://app:secret@primary:5433/orders";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(FlexiDbAutoConfiguration.class));

  @Test
  void aUrlIsEnough() {
    runner
        .withPropertyValues("flexidb.databases.orders=" + PRIMARY)
        .run(
            context ->
                assertThat(config(context))
                    .usingRecursiveComparison()
                    .ignoringFields("origin")
                    .isEqualTo(DatabaseConfig.of(PRIMARY)));
  }

  @Test
  void everySettingReachesItsRecord() {
    runner
        .withPropertyValues(
            of("url=" + PRIMARY),
            of("statement-timeout=3s"),
            of("pool.initial-size=1"),
            of("pool.max-size=20"),
            of("pool.max-pending=21"),
            of("pool.acquire-timeout=4s"),
            of("pool.connect-timeout=5s"),
            of("pool.max-lifetime=6m"),
            of("pool.max-idle=7m"),
            of("pool.max-tenants=8"),
            of("pool.max-per-tenant=9"),
            of("pool.drain-timeout=10ms"),
            of("retry.attempts=2"),
            of("retry.delay=11ms"),
            of("retry.backoff=fixed"),
            of("retry.jitter=0.1"),
            of("circuit-breaker.threshold=12"),
            of("circuit-breaker.reset-timeout=13s"),
            of("health-check.interval=14s"),
            of("health-check.timeout=15ms"),
            of("health-check.jitter=0.3"),
            of("reconnect.enabled=false"),
            of("reconnect.interval=16s"),
            of("reconnect.max-attempts=17"),
            of("statement-retry.attempts=3"),
            of("statement-retry.delay=18ms"),
            of("statement-retry.budget=0.4"),
            of("tenancy.shared-schemas=common,reference"),
            of("tenancy.switched-by=pipelined"),
            of("tenancy.role-per-tenant=tenant_{schema}"),
            of("tenancy.settings[app.tenant]={schema}"),
            of("migration.jdbc-url=jdbc:postgresql://primary/orders"),
            of("migration.username=owner"),
            of("migration.password=hidden"),
            of(
                "read-hosts=replica-1,replica-2:5434,r2dbc:postgresql://reader:other@replica-3/orders"),
            of("replicas.balance=least-in-flight"),
            of("replicas.fallback=fail"),
            of("replicas.causal-wait=19ms"),
            of("replicas.hedge-after=20ms"),
            of("replicas.hedge-share=0.5"))
        .run(
            context -> {
              DatabaseConfig config = config(context);
              assertThat(config.statementTimeout()).isEqualTo(Duration.ofSeconds(3));
              assertThat(config.pool())
                  .isEqualTo(
                      new PoolConfig(
                          1,
                          20,
                          21,
                          Duration.ofSeconds(4),
                          Duration.ofSeconds(5),
                          Duration.ofMinutes(6),
                          Duration.ofMinutes(7),
                          8,
                          9,
                          Duration.ofMillis(10)));
              assertThat(config.retry())
                  .isEqualTo(new RetryConfig(2, Duration.ofMillis(11), Backoff.FIXED, 0.1));
              assertThat(config.circuitBreaker())
                  .isEqualTo(new CircuitBreakerConfig(12, Duration.ofSeconds(13)));
              assertThat(config.healthCheck())
                  .isEqualTo(
                      new HealthCheckConfig(Duration.ofSeconds(14), Duration.ofMillis(15), 0.3));
              assertThat(config.reconnect())
                  .isEqualTo(new ReconnectConfig(false, Duration.ofSeconds(16), 17));
              assertThat(config.statementRetry())
                  .isEqualTo(new StatementRetryConfig(3, Duration.ofMillis(18), 0.4));
              assertThat(config.tenancy())
                  .isEqualTo(
                      Tenancy.schemaPerTenant()
                          .sharedSchemas("common", "reference")
                          .switchedBy(TenantSwitch.PIPELINED)
                          .rolePerTenant("tenant_{schema}")
                          .settings(Map.of("app.tenant", "{schema}")));
              assertThat(config.migration())
                  .isEqualTo(
                      MigrationConfig.of("jdbc:postgresql://primary/orders", "owner", "hidden"));
              ReplicasConfig replicas = config.replicas();
              assertThat(replicas.balance()).isEqualTo(Balance.LEAST_IN_FLIGHT);
              assertThat(replicas.fallback()).isEqualTo(Fallback.FAIL);
              assertThat(replicas.causalWait()).isEqualTo(Duration.ofMillis(19));
              assertThat(replicas.hedgeAfter()).isEqualTo(Duration.ofMillis(20));
              assertThat(replicas.hedgeShare()).isEqualTo(0.5);
              assertThat(replicas.origins())
                  .extracting(origin -> origin.server() + " " + user(origin.options()))
                  .containsExactly("replica-1:5433 app", "replica-2:5434 app", "replica-3 reader");
            });
  }

  private static String user(@Nullable ConnectionFactoryOptions options) {
    return String.valueOf(Objects.requireNonNull(options).getValue(ConnectionFactoryOptions.USER));
  }

  @Test
  void aDatabasesOwnSettingComesBeforeThatOfAll() {
    runner
        .withPropertyValues(
            of("url=" + PRIMARY),
            of("pool.max-size=3"),
            "flexidb.pool.max-size=30",
            "flexidb.pool.acquire-timeout=2s",
            "flexidb.statement-timeout=7s",
            "flexidb.retry.attempts=9",
            "flexidb.circuit-breaker.threshold=9",
            "flexidb.health-check.interval=99s",
            "flexidb.reconnect.max-attempts=9",
            "flexidb.statement-retry.attempts=9")
        .run(
            context -> {
              DatabaseConfig config = config(context);
              assertThat(config.pool())
                  .isEqualTo(
                      PoolConfig.DEFAULTS.withMaxSize(3).withAcquireTimeout(Duration.ofSeconds(2)));
              assertThat(config.statementTimeout()).isEqualTo(Duration.ofSeconds(7));
              assertThat(config.retry().attempts()).isEqualTo(9);
              assertThat(config.circuitBreaker().threshold()).isEqualTo(9);
              assertThat(config.healthCheck().interval()).isEqualTo(Duration.ofSeconds(99));
              assertThat(config.reconnect().maxAttempts()).isEqualTo(9);
              assertThat(config.statementRetry().attempts()).isEqualTo(9);
            });
  }

  @Test
  void usernameAndPasswordComeBeforeTheUrls() {
    runner
        .withPropertyValues(
            of("url=postgres://app:secret@primary/orders"),
            of("username=other"),
            of("password=p@ss/word"))
        .run(
            context -> {
              ConnectionFactoryOptions options =
                  Objects.requireNonNull(config(context).origin().options());
              assertThat(options.getValue(ConnectionFactoryOptions.DRIVER)).isEqualTo("postgresql");
              assertThat(options.getValue(ConnectionFactoryOptions.USER)).isEqualTo("other");
              assertThat(options.getValue(ConnectionFactoryOptions.PASSWORD))
                  .isEqualTo("p@ss/word");
            });
  }

  @Test
  void theEnvironmentGivesUrls() {
    environment(Map.of("DATABASE_URL_ORDERS", "postgres://app:secret@primary:5433/orders"))
        .withPropertyValues(of("pool.max-size=4"))
        .run(
            context -> {
              assertThat(config(context).origin().server()).isEqualTo("primary:5433");
              assertThat(config(context).pool().maxSize()).isEqualTo(4);
            });
    environment(Map.of("FLEXIDB_DATABASES_ORDERS_URL", PRIMARY))
        .run(context -> assertThat(config(context).origin().server()).isEqualTo("primary:5433"));
  }

  @Test
  void theEnvironmentNamesDatabasesWhereNobodyElseDoes() {
    environment(
            Map.of(
                "DATABASE_URL_ORDERS",
                PRIMARY,
                "DATABASE_URL_EVENTS",
                "mariadb://a:b@other/events"))
        .run(
            context ->
                assertThat(context.getBean(ReactiveFlexiDb.class).list())
                    .containsExactly("events", "orders"));
  }

  @Test
  void aVariableSetsWhatItCannotSpell() {
    environment(Map.of("FLEXIDB_DATABASES_USEREVENTS_PASSWORD", "p@ss"))
        .withPropertyValues("flexidb.databases.user-events.url=" + PRIMARY)
        .run(
            context -> {
              assertThat(context.getBean(ReactiveFlexiDb.class).list())
                  .containsExactly("user-events");
              assertThat(
                      Objects.requireNonNull(config(context, "user-events").origin().options())
                          .getValue(ConnectionFactoryOptions.PASSWORD))
                  .isEqualTo("p@ss");
            });
  }

  @Test
  void aUrlAloneHasNoSettingsBelowIt() {
    for (ApplicationContextRunner both :
        List.of(
            environment(Map.of("FLEXIDB_DATABASES_ORDERS_PASSWORD", "hidden")),
            runner.withPropertyValues(of("pool.max-size=3")))) {
      both.withPropertyValues("flexidb.databases.orders=" + PRIMARY)
          .run(
              context ->
                  assertThat(context)
                      .getFailure()
                      .hasMessage(
                          "flexidb.databases.orders has a value, and settings below it;"
                              + " write its URL as flexidb.databases.orders.url"));
    }
  }

  @Test
  void whatNeedsMigrationsFailsWithoutThem() {
    assertThat(fails("url=" + PRIMARY, "tenancy.registry=true"))
        .singleElement()
        .asString()
        .contains("tenancy.registry is true, and nobody keeps one; add flexidb-migrate");
    runner
        .withClassLoader(new FilteredClassLoader("dev.flexidb.migrate"))
        .withPropertyValues(of("url=" + PRIMARY), "flexidb.migrate-on-startup=true")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("nobody migrates; add flexidb-migrate"));
  }

  @Test
  void whatCannotBeRightIsNamed() {
    for (String setting :
        new String[] {
          "tenant.claim=",
          "tenant.header.name=",
          "tenant.header.name=X Tenant",
          "tenant.lookup.ttl=-1s",
          "tenant.lookup.negative-ttl=366d",
          "tenant.lookup.max-size=0",
          "observe.tenant-counts=-1s",
          "observe.slow-statement=-1ms"
        }) {
      runner
          .withPropertyValues(of("url=" + PRIMARY), "flexidb." + setting)
          .run(
              context ->
                  assertThat(context)
                      .getFailure()
                      .rootCause()
                      .isInstanceOf(InvalidConfigurationException.class)
                      .hasMessageContaining(
                          "flexidb." + setting.substring(0, setting.indexOf('='))));
    }
  }

  @Test
  void whatTestServersAreToldIsNoDatabase() {
    runner
        .withSystemProperties(
            "flexidb.databases.source=embedded",
            "flexidb.databases.data=/dev/shm",
            "flexidb.databases.cache=/tmp/cache")
        .withPropertyValues(of("url=" + PRIMARY))
        .run(
            context ->
                assertThat(context.getBean(ReactiveFlexiDb.class).list())
                    .containsExactly("orders"));
  }

  @Test
  void groupsAndCustomizersCount() {
    runner
        .withPropertyValues(of("url=" + PRIMARY), "flexidb.groups.all=orders")
        .withBean(
            DatabaseConfigCustomizer.class,
            () -> (name, config) -> config.withStatementTimeout(Duration.ofSeconds(name.length())))
        .run(
            context -> {
              assertThat(config(context).statementTimeout()).isEqualTo(Duration.ofSeconds(6));
              context
                  .getBean(ReactiveFlexiDb.class)
                  .healthGroup("all")
                  .as(StepVerifier::create)
                  .expectNext(Map.of("orders", false))
                  .verifyComplete();
            });
  }

  @Test
  void nothingShowsASecret() {
    runner
        .withPropertyValues(of("url=" + PRIMARY), of("password=hidden"))
        .run(
            context ->
                assertThat(
                        context.getBean(DatabaseConfigs.class)
                            + " "
                            + context.getBean(FlexiDbProperties.class))
                    .doesNotContain("hidden")
                    .doesNotContain("secret"));
  }

  @Test
  void aMissingUrlSaysWhereToSetIt() {
    fails("pool.max-size=2")
        .forEach(
            message ->
                assertThat(message)
                    .isEqualTo(
                        "database \"orders\": there is no URL; set flexidb.databases.orders.url, or"
                            + " DATABASE_URL_ORDERS in the environment"));
  }

  @Test
  void whatCannotBeRightNamesItsDatabase() {
    assertThat(fails("url=" + PRIMARY, "pool.max-size=0"))
        .singleElement()
        .asString()
        .isEqualTo("database \"orders\": pool maxSize is 0; it must be at least 1");
    assertThat(fails("url=" + PRIMARY, "tenancy.mode=none", "tenancy.shared-schemas=common"))
        .singleElement()
        .asString()
        .contains("tenancy.mode is none, and there are other settings");
    assertThat(fails("url=" + PRIMARY, "read-hosts=app:secret@replica"))
        .singleElement()
        .asString()
        .contains("read host \"***\" is malformed")
        .doesNotContain("secret");
    assertThat(fails("url=" + PRIMARY, "username= "))
        .singleElement()
        .asString()
        .isEqualTo("database \"orders\": the username is blank; give one, or remove it");
    assertThat(fails("url=" + PRIMARY, "replicas.fallback=fail"))
        .singleElement()
        .asString()
        .contains("there are no replicas");
  }

  private List<String> fails(String... settings) {
    List<String> messages = new ArrayList<>();
    String[] values = Arrays.stream(settings).map(PropertiesTest::of).toArray(String[]::new);
    runner
        .withPropertyValues(values)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .satisfies(cause -> messages.add(cause.getMessage())));
    return messages;
  }

  private ApplicationContextRunner environment(Map<String, Object> variables) {
    return runner.withInitializer(
        context ->
            context
                .getEnvironment()
                .getPropertySources()
                .replace(
                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                    new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)));
  }

  private static String of(String setting) {
    return "flexidb.databases.orders." + setting;
  }

  private static DatabaseConfig config(ApplicationContext context) {
    return config(context, "orders");
  }

  private static DatabaseConfig config(ApplicationContext context, String database) {
    return Objects.requireNonNull(
        context.getBean(DatabaseConfigs.class).byName().get(database), "no such database");
  }
}
