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

/** With the starter: the path names the tenant, and no SQL does. */
@Configuration(proxyBeanMethods = false)
@Import(OwnLoops.class)
@EnableAutoConfiguration
public class StarterService {

  public static void main(String[] args) {
    SpringApplication.run(StarterService.class, args);
  }

  /** A bean, as it is a component inside a configuration. */
  @RestController
  static final class Items {

    private final DatabaseClient client;

    Items(DatabaseClient client) {
      this.client = client;
    }

    @GetMapping("/t/{tenant}/items/{id}")
    Mono<Item> item(@PathVariable int id) {
      return client
          .sql("SELECT id, tenant, note FROM items WHERE id = $1")
          .bind(0, id)
          .map(Item::of)
          .one();
    }
  }
}
