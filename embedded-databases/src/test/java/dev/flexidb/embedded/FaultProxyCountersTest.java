package dev.flexidb.embedded;

import static dev.flexidb.embedded.Wire.hear;
import static dev.flexidb.embedded.Wire.hearToTheEnd;
import static dev.flexidb.embedded.Wire.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.Wire.Ends;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultProxyCountersTest {

  private final Wire wire = new Wire();
  private final FaultProxy proxy = wire.proxy;

  FaultProxyCountersTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    wire.close();
  }

  @Test
  void countsARoundTripForEachExchange() throws IOException {
    Ends ends = wire.connect();

    ends.exchange();
    ends.exchange();
    assertThat(proxy.traffic()).isEqualTo(new Traffic(2, 2, 2));
  }

  @Test
  void countsPipelinedRequestsOnce() throws IOException {
    Ends ends = wire.connect();
    say(ends.client(), "?");
    hear(ends.server(), 1);
    say(ends.client(), "?");
    hear(ends.server(), 1);

    say(ends.server(), "!");
    hear(ends.client(), 1);
    say(ends.server(), "!");
    hear(ends.client(), 1);
    assertThat(proxy.traffic()).isEqualTo(new Traffic(2, 2, 1));
  }

  @Test
  void countsNoRoundTripForWhatTheServerSaysUnasked() throws IOException {
    Ends ends = wire.connect();

    say(ends.server(), "hello");
    hear(ends.client(), 5);
    assertThat(proxy.traffic()).isEqualTo(new Traffic(0, 5, 0));
  }

  @Test
  void countsEachConnectionApart() throws IOException {
    Ends first = wire.connect();
    Ends second = wire.connect();
    first.exchange();
    second.exchange();
    second.exchange();

    assertThat(proxy.connections())
        .isEqualTo(Map.of(1L, new Traffic(1, 1, 1), 2L, new Traffic(2, 2, 2)));
    assertThat(proxy.traffic()).isEqualTo(new Traffic(3, 3, 3));
  }

  @Test
  void countsConnectionsOpenAndTotal() throws IOException {
    Ends first = wire.connect();
    wire.connect().exchange();
    proxy.cut(Cut.after(Direction.TO_SERVER, 1));
    say(first.client(), "?");
    hearToTheEnd(first.server());

    assertThat(proxy.totalConnections()).isEqualTo(2);
    assertThat(proxy.openConnections()).isEqualTo(1);
  }

  @Test
  void startsAgainFromZero() throws IOException {
    Ends ends = wire.connect();
    ends.exchange();

    proxy.resetCounters();
    assertThat(proxy.totalConnections()).isZero();
    assertThat(proxy.openConnections()).isEqualTo(1);
    ends.exchange();
    assertThat(proxy.connections()).isEqualTo(Map.of(1L, new Traffic(1, 1, 1)));
    assertThat(proxy.traffic()).isEqualTo(new Traffic(1, 1, 1));
  }
}
