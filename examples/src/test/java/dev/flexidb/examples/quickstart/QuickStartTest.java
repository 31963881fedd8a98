package dev.flexidb.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.batch.Middleware;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.WithServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class QuickStartTest {

  private final Socket deaf = Servers.deafPort();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
  private ReactiveFlexiDb db;

  @BeforeEach
  void open(
      @WithServer(DatabaseKind.POSTGRESQL) DatabaseServer postgresql,
      @WithServer(DatabaseKind.MARIADB) DatabaseServer mariadb) {
    db =
        QuickStart.open(
            new QuickStart.Urls(postgresql.r2dbcUrl(), mariadb.r2dbcUrl(), Servers.deafUrl(deaf)));
  }

  @AfterEach
  void close() throws IOException {
    StepVerifier.create(db.close()).verifyComplete();
    deaf.close();
  }

  private Stream<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().map(String::strip);
  }

  @Test
  void printsEachTenantsOwnFiguresAndTheOpenCircuit() {
    StepVerifier.create(QuickStart.run(db, out)).expectNext(true).verifyComplete();
    assertThat(lines())
        .contains(
            "| bluebird_books |     64 | 1544.00 |        412 |       57 | yes     |",
            "| harbor_coffee  |    183 | 2735.88 |        239 |       88 | yes     |",
            "The same 100 times for each, 16 at once: 0 foreign figures",
            "Health: {orders=true, analytics=true, billing=false}")
        .anyMatch(line -> line.matches("orders +for bluebird_books +[0-9.]+ ms"))
        .anyMatch(line -> line.matches("\\| +3 .*ConnectFailedException in .*\\| OPEN +\\|"))
        .anyMatch(
            line -> line.matches("\\| +4 .*64 orders in .*CircuitOpenException in .*\\| OPEN +\\|"))
        .anyMatch(line -> line.matches("\\| billing +\\| +3 \\| +3 \\| +2 \\|.*OPEN +\\|"));
  }

  @Test
  void isWrongWhenATenantSeesAForeignFigure() {
    Map<String, Mono<Object>> firstAnswers = new ConcurrentHashMap<>();
    Middleware leak =
        (invocation, next) ->
            firstAnswers.computeIfAbsent(invocation.name(), absent -> next.cache());
    StepVerifier.create(QuickStart.run(db.use("orders", leak), out))
        .expectNext(false)
        .verifyComplete();
    assertThat(lines())
        .anyMatch(line -> line.matches("\\| harbor_coffee .*\\| NO +\\|"))
        .contains("The same 100 times for each, 16 at once: 100 foreign figures");
  }
}
