package dev.flexidb.embedded;

import static dev.flexidb.embedded.Direction.TO_CLIENT;
import static dev.flexidb.embedded.Direction.TO_SERVER;
import static dev.flexidb.embedded.Wire.hear;
import static dev.flexidb.embedded.Wire.hearToTheEnd;
import static dev.flexidb.embedded.Wire.isSilent;
import static dev.flexidb.embedded.Wire.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.embedded.Wire.Ends;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("a port that is given up may be that of another server at once")
class FaultProxyTest {

  private final Wire wire = new Wire();
  private final FaultProxy proxy = wire.proxy;

  FaultProxyTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    wire.close();
  }

  @Test
  void passesBytesBothWays() throws IOException {
    Ends ends = wire.connect();

    say(ends.client(), "hello");
    assertThat(hear(ends.server(), 5)).isEqualTo("hello");
    say(ends.server(), "world");
    assertThat(hear(ends.client(), 5)).isEqualTo("world");
  }

  @Test
  void keepsAHalfClosedConnectionOpen() throws IOException {
    Ends ends = wire.connect();

    say(ends.client(), "all");
    ends.client().shutdownOutput();
    assertThat(hearToTheEnd(ends.server())).isEqualTo("all");
    say(ends.server(), "answer");
    ends.server().close();
    assertThat(hearToTheEnd(ends.client())).isEqualTo("answer");
  }

  @Test
  void aResetByTheServerReachesTheClient() throws IOException {
    Ends ends = wire.connect();

    ends.server().setSoLinger(true, 0);
    ends.server().close();
    assertThatThrownBy(() -> hear(ends.client(), 1)).isInstanceOf(SocketException.class);
  }

  @Test
  void aResetByTheClientReachesTheServer() throws IOException {
    Ends ends = wire.connect();
    ends.exchange();

    ends.client().setSoLinger(true, 0);
    ends.client().close();
    assertThatThrownBy(() -> hear(ends.server(), 1)).isInstanceOf(SocketException.class);
  }

  @Test
  void aResetThatWasHeldGoesOnLaterAndHindersNoOther() throws IOException {
    Ends first = wire.connect();
    Ends second = wire.connect();
    first.exchange();
    second.exchange();

    proxy.stall();
    first.client().setSoLinger(true, 0);
    first.client().close();
    say(second.client(), "on");
    assertThat(isSilent(first.server())).isTrue();
    proxy.heal();
    assertThatThrownBy(() -> hear(first.server(), 1)).isInstanceOf(SocketException.class);
    assertThat(hear(second.server(), 2)).isEqualTo("on");
  }

  @Test
  void resetsTheClientWhenTheServerIsDown() throws IOException {
    wire.hangUpServer();

    try (Socket client = wire.dial()) {
      assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void addsItsDelayEachWay() throws IOException {
    Ends ends = wire.connect();
    proxy.delay(Duration.ofMillis(5));

    long start = System.nanoTime();
    ends.exchange();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(10));
  }

  @Test
  void delaysOneWayOnly() throws IOException {
    Ends ends = wire.connect();
    proxy.delay(TO_CLIENT, Duration.ofHours(1));

    say(ends.client(), "?");
    assertThat(hear(ends.server(), 1)).isEqualTo("?");
    say(ends.server(), "!");
    assertThat(isSilent(ends.client())).isTrue();
  }

  @Test
  void refusesANegativeDelay() {
    assertThatThrownBy(() -> proxy.delay(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delay is PT-0.001S; give one from zero to PT1H");
  }

  @Test
  void holdsBytesWhileItStalls() throws IOException {
    Ends ends = wire.connect();
    proxy.stall();
    say(ends.client(), "?");
    say(ends.server(), "!");
    assertThat(isSilent(ends.server())).isTrue();
    assertThat(isSilent(ends.client())).isTrue();

    proxy.resume();
    assertThat(hear(ends.server(), 1)).isEqualTo("?");
    assertThat(hear(ends.client(), 1)).isEqualTo("!");
  }

  @Test
  void stallsOneWayOnly() throws IOException {
    Ends ends = wire.connect();
    proxy.stall(TO_CLIENT);
    say(ends.client(), "?");
    assertThat(hear(ends.server(), 1)).isEqualTo("?");

    say(ends.server(), "!");
    assertThat(isSilent(ends.client())).isTrue();
  }

  @Test
  void stallsConnectionsToCome() throws IOException {
    proxy.stall();
    Ends ends = wire.connect();

    say(ends.client(), "?");
    assertThat(isSilent(ends.server())).isTrue();
  }

  @Test
  void losesNothingOfWhatItCannotHold() throws IOException {
    Ends ends = wire.connect();
    byte[] much = new byte[32 << 20];
    for (int i = 0; i < much.length; i++) {
      much[i] = (byte) ((i * 31) >> 7);
    }
    proxy.stall();
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> {
              try {
                ends.client().getOutputStream().write(much);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(isSilent(ends.server())).isTrue();
    assertThat(sent).isNotDone();

    proxy.resume();
    assertThat(ends.server().getInputStream().readNBytes(much.length)).isEqualTo(much);
  }

  @Test
  void whatItDropsIsLost() throws IOException {
    Ends ends = wire.connect();
    proxy.drop();
    say(ends.client(), "lost");
    assertThat(isSilent(ends.server())).isTrue();

    proxy.resume();
    say(ends.client(), "kept");
    assertThat(hear(ends.server(), 4)).isEqualTo("kept");
  }

  @Test
  void holdsTheEndOfAConnectionWhileItDrops() throws IOException {
    Ends ends = wire.connect();
    proxy.drop();
    ends.client().close();
    assertThat(isSilent(ends.server())).isTrue();

    proxy.resume();
    assertThat(hearToTheEnd(ends.server())).isEmpty();
  }

  @Test
  void resetsBothSidesOfEveryConnection() throws IOException {
    Ends ends = wire.connect();
    ends.exchange();

    proxy.reset();
    assertThatThrownBy(() -> hear(ends.client(), 1))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThatThrownBy(() -> hear(ends.server(), 1))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(proxy.openConnections()).isZero();
  }

  @Test
  void takesNewConnectionsAfterAReset() throws IOException {
    wire.connect().exchange();
    proxy.reset();

    wire.connect().exchange();
  }

  @Test
  void cutsAfterSoManyBytesOfTheAnswer() throws IOException {
    Ends ends = wire.connect();
    ends.exchange();
    proxy.cut(Cut.after(TO_CLIENT, 5));

    say(ends.server(), "123");
    assertThat(hear(ends.client(), 3)).isEqualTo("123");
    say(ends.server(), "4567");
    assertThat(hearToTheEnd(ends.client())).isEqualTo("45");
    assertThat(hearToTheEnd(ends.server())).isEmpty();
  }

  @Test
  void cutsBeforeAPatternIsComplete() throws IOException {
    Ends ends = wire.connect();
    proxy.cut(Cut.before(TO_SERVER, "COMMIT"));

    say(ends.client(), "COM");
    assertThat(hear(ends.server(), 3)).isEqualTo("COM");
    say(ends.client(), "MIT;");
    assertThat(hearToTheEnd(ends.server())).isEqualTo("MI");
    assertThat(hearToTheEnd(ends.client())).isEmpty();
  }

  @Test
  void cutsBehindAPattern() throws IOException {
    Ends ends = wire.connect();
    proxy.cut(Cut.behind(TO_CLIENT, "ready"));

    say(ends.server(), "not yet, but now ready, and more");
    assertThat(hearToTheEnd(ends.client())).isEqualTo("not yet, but now ready");
  }

  @Test
  void losesTheAnswerToAPattern() throws IOException {
    Ends ends = wire.connect();
    proxy.cut(Cut.answerTo("COMMIT"));

    say(ends.client(), "BEGIN; COMMIT; the rest");
    assertThat(hear(ends.server(), 23)).isEqualTo("BEGIN; COMMIT; the rest");
    say(ends.server(), "done");
    assertThat(hearToTheEnd(ends.client())).isEmpty();
  }

  @Test
  void anAnswerOnItsWayIsNotTheLostOne() throws IOException {
    Ends ends = wire.connect();
    proxy.cut(Cut.answerTo("COMMIT"));
    proxy.stall(TO_CLIENT);
    say(ends.server(), "before");
    assertThat(isSilent(ends.client())).isTrue();

    say(ends.client(), "COMMIT");
    assertThat(hear(ends.server(), 6)).isEqualTo("COMMIT");
    say(ends.server(), "after");
    proxy.resume();
    assertThat(hearToTheEnd(ends.client())).isEqualTo("before");
  }

  @Test
  void cutsEveryConnectionUntilHealed() throws IOException {
    proxy.cut(Cut.after(TO_SERVER, 1));
    for (int round = 1; round <= 2; round++) {
      Ends ends = wire.connect();
      say(ends.client(), "?");
      assertThat(hearToTheEnd(ends.server())).isEqualTo("?");
    }

    proxy.heal();
    wire.connect().exchange();
  }

  @Test
  void cutsOnlyOneConnectionIfSoTold() throws IOException {
    proxy.cutOnce(Cut.after(TO_SERVER, 1));
    Ends first = wire.connect();
    Ends second = wire.connect();
    say(first.client(), "?");
    assertThat(hearToTheEnd(first.server())).isEqualTo("?");

    second.exchange();
  }

  @Test
  void aCutArmedAgainCountsFromItsBeginning() throws IOException {
    Ends ends = wire.connect();
    Cut cut = Cut.after(TO_SERVER, 2);
    proxy.cut(cut);
    ends.exchange();

    proxy.cut(cut);
    ends.exchange();
  }

  @Test
  void refusesAnEmptyPattern() {
    assertThatThrownBy(() -> Cut.before(TO_SERVER, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one character");
  }

  @Test
  void refusesACutAfterNothing() {
    assertThatThrownBy(() -> Cut.after(TO_SERVER, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes is 0; give at least 1");
  }

  @Test
  void refusesNewConnectionsAndKeepsTheOpenOnes() throws IOException {
    Ends ends = wire.connect();
    ends.exchange();

    proxy.refuse();
    assertThatThrownBy(wire::dial).isInstanceOf(ConnectException.class);
    ends.exchange();
  }

  @Test
  void acceptsAgainOnTheSamePort() throws IOException {
    int port = proxy.port();
    wire.connect().exchange();
    proxy.refuse();

    proxy.accept();
    assertThat(proxy.port()).isEqualTo(port);
    wire.connect().exchange();
  }

  @Test
  void letsNewConnectionsHang() throws IOException {
    proxy.hang();
    Socket client = wire.dial();
    say(client, "?");
    assertThat(wire.serverIsLeftAlone()).isTrue();
    assertThat(proxy.openConnections()).isEqualTo(1);

    proxy.accept();
    assertThat(hear(wire.pickUp(), 1)).isEqualTo("?");
  }

  @Test
  void servesWhoEndedWhileHanging() throws IOException {
    proxy.hang();
    Socket client = wire.dial();
    say(client, "all");
    client.shutdownOutput();
    assertThat(isSilent(client)).isTrue();

    proxy.accept();
    Socket server = wire.pickUp();
    assertThat(hearToTheEnd(server)).isEqualTo("all");
    say(server, "answer");
    server.close();
    assertThat(hearToTheEnd(client)).isEqualTo("answer");
  }

  @Test
  void closesTwiceAndThenTakesNoChanges() {
    proxy.close();
    proxy.close();

    assertThatThrownBy(proxy::stall)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("%s is closed; make a new one".formatted(proxy));
  }

  @Test
  void endsItsConnectionsWithItself() throws IOException {
    Ends ends = wire.connect();
    ends.exchange();

    proxy.close();
    assertThatThrownBy(() -> hear(ends.client(), 1)).isInstanceOf(SocketException.class);
    assertThatThrownBy(wire::dial).isInstanceOf(ConnectException.class);
  }

  @Test
  void knowsNoUrlWithoutADatabaseServer() {
    assertThatThrownBy(proxy::r2dbcUrl)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("make it from a DatabaseServer");
  }
}
