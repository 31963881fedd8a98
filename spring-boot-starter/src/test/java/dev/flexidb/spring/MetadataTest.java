package dev.flexidb.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetadataTest {

  @Test
  void everySettingIsDescribedInOneSentenceOrTwo() throws IOException {
    try (InputStream metadata =
        Objects.requireNonNull(
            FlexiDbAutoConfiguration.class.getResourceAsStream(
                "/META-INF/spring-configuration-metadata.json"))) {
      JsonNode properties = JsonMapper.shared().readTree(metadata).get("properties");
      assertThat(properties).hasSizeGreaterThan(50);
      for (JsonNode property : properties) {
        assertThat(property.path("description").asString())
            .as(property.path("name").asString())
            .matches("[A-Z].{10,}\\.");
      }
    }
  }
}
