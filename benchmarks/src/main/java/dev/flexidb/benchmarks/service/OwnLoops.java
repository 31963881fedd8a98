package dev.flexidb.benchmarks.service;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** Event loops that end with their service, and not with another one of the same process. */
@Configuration(proxyBeanMethods = false)
class OwnLoops {

  @Bean
  ReactorResourceFactory reactorResourceFactory() {
    ReactorResourceFactory own = new ReactorResourceFactory();
    own.setUseGlobalResources(false);
    return own;
  }
}
