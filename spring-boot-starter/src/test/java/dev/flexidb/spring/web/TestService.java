package dev.flexidb.spring.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A WebFlux application on a port of its own, with Spring Security only where a test says so. */
final class TestService implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private TestService(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts it with these beans and properties. */
  static TestService start(Class<?> beans, String... properties) {
    List<String> arguments = new ArrayList<>(Arrays.asList(properties));
    arguments.add("server.port=0");
    arguments.add("spring.reactor.netty.shutdown-quiet-period=0s");
    arguments.add("spring.main.banner-mode=off");
    return new TestService(
        new SpringApplicationBuilder(Application.class, beans)
            .web(WebApplicationType.REACTIVE)
            .run(arguments.stream().map(each -> "--" + each).toArray(String[]::new)));
  }

  WebTestClient client() {
    return WebTestClient.bindToServer().baseUrl(url()).build();
  }

  /** Where it listens. */
  String url() {
    return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}
}
