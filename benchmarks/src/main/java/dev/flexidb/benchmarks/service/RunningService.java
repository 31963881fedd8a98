package dev.flexidb.benchmarks.service;

import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;

/** A service in this process, and connections to it. Thread-safe. */
public final class RunningService {

  private final ConfigurableApplicationContext context;
  private final ItemClient client;
  private final ConnectionProvider connections;

  private RunningService(Class<?> service, String[] settings, int inFlight) {
    this.context = SpringApplication.run(service, settings);
    this.connections = ConnectionProvider.create(service.getSimpleName(), inFlight);
    String port = context.getEnvironment().getProperty("local.server.port");
    this.client = new ItemClient(connections, Integer.parseInt(Objects.requireNonNull(port)));
  }

  /** Starts one when it is first subscribed to, once. */
  public static Mono<RunningService> start(Class<?> service, String[] settings, int inFlight) {
    return Mono.fromCallable(() -> new RunningService(service, settings, inFlight))
        .subscribeOn(Schedulers.boundedElastic())
        .cache();
  }

  /** Asks for one row; errors if the answer is another one. */
  public Mono<Void> item(int tenant, int id) {
    return client.item(tenant, id);
  }

  /** Ends it. */
  public Mono<Void> stop() {
    return connections
        .disposeLater()
        .then(Mono.<Void>fromRunnable(context::close).subscribeOn(Schedulers.boundedElastic()));
  }
}
