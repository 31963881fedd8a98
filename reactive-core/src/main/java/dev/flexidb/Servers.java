package dev.flexidb;

import dev.flexidb.connection.StatementRetry;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.pooling.Connector;
import dev.flexidb.routing.ReadPolicy;
import dev.flexidb.routing.Router;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The servers of one database: its primary, and its replicas in the order of the configuration. */
final class Servers {

  private final DatabaseConfig config;
  private final Server primary;
  private final Map<String, Server> replicas = new LinkedHashMap<>();
  private final Router router;

  /**
   * @param database what stays the same when its servers are replaced
   */
  Servers(
      String name,
      DatabaseConfig config,
      ConnectionFactory driver,
      DatabaseFamily family,
      Listeners listeners,
      Object database) {
    Contradictions.refuse(name, config);
    this.config = config;
    Product product = Product.ofPrimary(name, config.origin().server());
    this.primary =
        new Server(
            name,
            config.origin(),
            driver,
            family,
            config,
            new ServerEvents(name, config.origin().server(), false, listeners),
            product);
    // Where a replica is away, another server is there: no caller waits for a second attempt.
    DatabaseConfig ofReplicas = config.withRetry(RetryConfig.NONE);
    for (Origin given : config.replicas().origins()) {
      Origin origin = loggingInAs(config.origin(), given);
      ConnectionFactory replica = origin.factory();
      requireSameProduct(name, driver, origin, replica);
      String label = origin.server();
      for (int i = 2; replicas.containsKey(label); i++) {
        label = "%s (%d)".formatted(origin.server(), i);
      }
      replicas.put(
          label,
          new Server(
              name + " at " + label,
              origin,
              replica,
              family,
              ofReplicas,
              new ServerEvents(name, label, true, listeners),
              Product.ofReplica(name, label, product)));
    }
    this.router =
        new Router(
            name,
            family,
            primary.node(),
            replicas.values().stream().map(Server::node).toList(),
            policy(config.replicas()),
            database);
  }

  /** A replica has the primary's users: who is asked for a login there is asked for it here. */
  private static Origin loggingInAs(Origin primary, Origin replica) {
    return primary instanceof Origin.Driver asked
            && asked.credentials() != null
            && replica instanceof Origin.Driver driver
        ? new Origin.Driver(driver.options(), asked.credentials())
        : replica;
  }

  private static void requireSameProduct(
      String name, ConnectionFactory primary, Origin origin, ConnectionFactory replica) {
    String expected = primary.getMetadata().getName();
    String found = replica.getMetadata().getName();
    if (!found.equals(expected)) {
      throw new InvalidConfigurationException(
          "database \"%s\": its primary is %s and its replica %s is %s; a replica has the primary's data, and its driver"
              .formatted(name, expected, origin.server(), found));
    }
  }

  private static ReadPolicy policy(ReplicasConfig config) {
    return new ReadPolicy(
        config.balance() == Balance.LEAST_IN_FLIGHT,
        config.fallback() == Fallback.PRIMARY,
        config.causalWait(),
        config.hedgeAfter(),
        config.hedgeShare());
  }

  DatabaseConfig config() {
    return config;
  }

  Router router() {
    return router;
  }

  /** Which statements are run again, within one budget. */
  StatementRetry statementRetry() {
    return primary.statementRetry();
  }

  /** A replica that is away for a while is no error: its reads go elsewhere until it is back. */
  Mono<Void> connect() {
    Mono<Void> others =
        Flux.fromIterable(replicas.values())
            .flatMapDelayError(
                replica -> replica.connect().onErrorComplete(Connector::isTransient),
                replicas.size() + 1,
                1)
            .then();
    // Which of them was reached first is chance.
    return Mono.whenDelayError(primary.connect(), others)
        .then(Mono.fromRunnable(() -> replicas.values().forEach(Server::requireProduct)));
  }

  /** Whether the primary answers in time; the replicas are asked too. Never an error. */
  Mono<Boolean> isHealthy() {
    List<Mono<Boolean>> asked = new ArrayList<>(List.of(primary.isHealthy()));
    replicas.values().forEach(replica -> asked.add(replica.isHealthy()));
    return Flux.mergeSequential(asked, asked.size(), 1)
        .collectList()
        .map(answers -> answers.get(0));
  }

  DatabaseStats stats() {
    Map<String, DatabaseStats> ofReplicas = new LinkedHashMap<>();
    replicas.forEach((label, replica) -> ofReplicas.put(label, replica.stats(Map.of())));
    return primary.stats(Collections.unmodifiableMap(ofReplicas));
  }

  /**
   * Hands all callers over to the primary of others, which has what each of them may read, and
   * closes when the last work here has ended.
   */
  Mono<Void> replaceBy(Servers others) {
    return each(server -> server.replaceBy(others.primary));
  }

  /** Takes no new work, and closes when the work in progress has ended or the time is over. */
  Mono<Void> close(Duration grace) {
    return each(server -> server.close(grace));
  }

  private Mono<Void> each(Function<Server, Mono<Void>> work) {
    List<Server> all = new ArrayList<>(replicas.values());
    all.add(primary);
    return Flux.fromIterable(all).flatMapDelayError(work, all.size(), 1).then();
  }
}
