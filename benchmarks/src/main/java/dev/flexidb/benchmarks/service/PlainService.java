package dev.flexidb.benchmarks.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * With Spring Boot's own R2DBC: each text names the tenant's schema. The tenant is a number, so
 * that nothing else gets into the text; nobody checks whether there is one.
 */
@Configuration(proxyBeanMethods = false)
@Import(OwnLoops.class)
@EnableAutoConfiguration(
    excludeName = {
      "dev.flexidb.spring.FlexiDbAutoConfiguration",
      "dev.flexidb.spring.web.FlexiDbWebAutoConfiguration",
      "dev.flexidb.spring.migrate.FlexiDbMigrateAutoConfiguration",
      "dev.flexidb.spring.data.FlexiDbDataAutoConfiguration"
    })
public class PlainService {

  public static void main(String[] args) {
    SpringApplication.run(PlainService.class, args);
  }

  /** A bean, as it is a component inside a configuration. */
  @RestController
  static final class Items {

    private final DatabaseClient client;

    Items(DatabaseClient client) {
      this.client = client;
    }

    @GetMapping("/t/{tenant}/items/{id}")
    Mono<Item> item(@PathVariable int tenant, @PathVariable int id) {
      return client
          .sql("SELECT id, tenant, note FROM tenant_" + tenant + ".items WHERE id = $1")
          .bind(0, id)
          .map(Item::of)
          .one();
    }
  }
}
