package dev.flexidb.benchmarks.service;

import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Asks a service for rows and compares what it says. Thread-safe. */
public final class ItemClient {

  private final HttpClient http;

  /** Of the service on this port. */
  public ItemClient(ConnectionProvider connections, int port) {
    this.http = HttpClient.create(connections).host("localhost").port(port);
  }

  /** Asks for one row; errors if the answer is another one, or none. */
  public Mono<Void> item(int tenant, int id) {
    String expected = "{\"id\":%d,\"tenant\":%d,\"note\":\"row %d\"}".formatted(id, tenant, id);
    return http.get()
        .uri("/t/" + tenant + "/items/" + id)
        .responseSingle((response, body) -> body.asString().defaultIfEmpty(""))
        .flatMap(
            answer ->
                answer.equals(expected)
                    ? Mono.empty()
                    : Mono.error(
                        new IllegalStateException(
                            "expected %s, and the answer was %s".formatted(expected, answer))));
  }
}
