package dev.flexidb.spring.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
@DisplayName("what is said where the application does not start")
class FailureAnalysisTest {

  private static final String URL =
      "flexidb.databases.orders.url=r2dbc:postgresql://app:secret@localhost:1/orders";

  @Test
  void anUnknownPropertyIsNamedWithoutItsValue(CapturedOutput output) {
    start(URL, "flexidb.databases.orders.pasword=hidden");

    assertThat(output)
        .contains("Unknown property \"flexidb.databases.orders.pasword\"")
        .contains("did you mean \"flexidb.databases.orders.password\"?")
        .doesNotContain("hidden")
        .doesNotContain("secret");
  }

  @Test
  void anUnknownPropertyAtTheTopIsFoundToo(CapturedOutput output) {
    start(URL, "flexidb.tenants.claim=tenant");

    assertThat(output)
        .contains("Unknown property \"flexidb.tenants.claim\"")
        .contains("did you mean \"flexidb.tenant\"?")
        .doesNotContain("?.");
  }

  @Test
  void aPropertyAtTheBeginningOfASentenceKeepsItsName(CapturedOutput output) {
    start(URL, "flexidb.default-database=nobody");

    assertThat(output)
        .contains(System.lineSeparator() + "flexidb.default-database is \"nobody\".")
        .contains("Name one of \"orders\".");
  }

  @Test
  void aValueInTheWrongPlaceIsNotShown(CapturedOutput output) {
    start("flexidb.databases=r2dbc:postgresql://app:secret@localhost:1/orders");
    start(URL, "flexidb.databases.orders.pool.max-idle=secret");
    start(URL, "flexidb.databases.orders.tenancy.mode=secret");

    assertThat(output)
        .contains("The value of property \"flexidb.databases\"")
        .contains("Give it settings of their own below it; it has no value itself.")
        .contains("The value of property \"flexidb.databases.orders.pool.max-idle\"")
        .contains("Give it a time with its unit, such as 500ms, 10s or 5m.")
        .contains("Give it one of: none, schema-per-tenant.")
        .doesNotContain("secret");
  }

  @Test
  void aValueOfAPrimitiveKindSaysWhatIsWanted(CapturedOutput output) {
    start(URL, "flexidb.fail-fast=perhaps");
    start(URL, "flexidb.tenant.lookup.max-size=many");

    assertThat(output)
        .contains("Give it true or false.")
        .contains("Give it a number.")
        .doesNotContain("Give it settings of their own below it");
  }

  @Test
  void aSettingWithoutAValueIsNotCalledUnknown(CapturedOutput output) {
    start(URL, "flexidb.databases.orders.tenancy.mode=");

    assertThat(output)
        .contains("Property \"flexidb.databases.orders.tenancy.mode\"")
        .contains("is empty or unknown.")
        .doesNotContain("Unknown property");
  }

  @Test
  void aMissingUrlSaysWhereToSetIt(CapturedOutput output) {
    start("flexidb.databases.orders.username=app");

    assertThat(output)
        .contains("Database \"orders\": there is no URL.")
        .contains("Set flexidb.databases.orders.url, or DATABASE_URL_ORDERS in the environment.");
  }

  @Test
  void twoDefaultsAreNamed(CapturedOutput output) {
    start(
        URL,
        "flexidb.default-database=orders",
        "spring.r2dbc.url=r2dbc:postgresql://app:secret@localhost:1/legacy");

    assertThat(output)
        .contains("There are two default databases: flexidb.default-database is \"orders\"")
        .contains("Remove one of the two.")
        .doesNotContain("secret");
  }

  @Test
  void aServerThatIsNotThereIsNamedWhereItHasToBe(CapturedOutput output) {
    start(URL, "flexidb.fail-fast=true", "flexidb.retry.attempts=1");

    assertThat(output)
        .contains("Database \"orders\": cannot connect to localhost:1")
        .contains("With flexidb.fail-fast=false the application starts without it.")
        .doesNotContain("secret");
  }

  private static void start(String... properties) {
    String[] arguments =
        Stream.concat(Arrays.stream(properties), Stream.of("spring.main.banner-mode=off"))
            .map(property -> "--" + property)
            .toArray(String[]::new);
    assertThatThrownBy(
            () ->
                new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .run(arguments))
        .isNotNull();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
