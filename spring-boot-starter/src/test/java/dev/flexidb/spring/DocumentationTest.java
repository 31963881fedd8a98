package dev.flexidb.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

class DocumentationTest {

  @Test
  void itsSettingsAreUnderstood() throws IOException {
    List<PropertySource<?>> sources =
        new YamlPropertySourceLoader()
            .load("spring.md", new ByteArrayResource(yaml().getBytes(StandardCharsets.UTF_8)));
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(FlexiDbAutoConfiguration.class))
        .withInitializer(
            context -> sources.forEach(context.getEnvironment().getPropertySources()::addLast))
        .withPropertyValues("ORDERS_PASSWORD=secret")
        .run(
            context -> {
              assertThat(context.getBean(ReactiveFlexiDb.class).list())
                  .containsExactly("orders", "analytics");
              assertThat(context.getBean(Database.class).name()).isEqualTo("orders");
              Map<String, DatabaseConfig> configs = context.getBean(DatabaseConfigs.class).byName();
              DatabaseConfig orders = Objects.requireNonNull(configs.get("orders"));
              assertThat(orders.pool().maxSize()).isEqualTo(20);
              assertThat(orders.pool().acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
              assertThat(orders.tenancy()).isEqualTo(Tenancy.schemaPerTenant());
              assertThat(orders.replicas().origins()).hasSize(2);
              assertThat(Objects.requireNonNull(configs.get("analytics")).pool().maxSize())
                  .isEqualTo(10);
            });
  }

  private static String yaml() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "spring.md"));
    String begin = "```yaml\n";
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf("```", from));
  }
}
