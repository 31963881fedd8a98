package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The delay line, in virtual time. */
class LineTest {

  private static final long DELAY_US = 2_000;

  private final MockTicker ticker = Ticker.newMockTicker();
  private final Faults faults = new Faults();
  private final EmbeddedChannel client = channel();
  private final Relay relay = new Relay(client, faults, new Tally(), () -> {});
  private final EmbeddedChannel server = channel();

  LineTest() {
    // Embedded channels are active from the beginning.
    server.pipeline().addFirst(relay.toClient);
    client.pipeline().fireChannelActive();
    server.pipeline().fireChannelActive();
    faults.delay(TimeUnit.MICROSECONDS.toNanos(DELAY_US), Direction.TO_SERVER);
  }

  private EmbeddedChannel channel() {
    return EmbeddedChannel.builder().ticker(ticker).build();
  }

  private void send(String text) {
    client.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  private void pass(long micros) {
    ticker.advance(micros, TimeUnit.MICROSECONDS);
    server.runScheduledPendingTasks();
    server.runPendingTasks();
  }

  private String delivered() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf next = server.readOutbound(); next != null; next = server.readOutbound()) {
      text.append(next.toString(StandardCharsets.UTF_8));
      next.release();
    }
    return text.toString();
  }

  @Test
  void holdsAChunkForExactlyTheDelay() {
    send("a");

    pass(DELAY_US - 1);
    assertThat(delivered()).isEmpty();
    pass(1);
    assertThat(delivered()).isEqualTo("a");
  }

  @Test
  void chunksInFlightDoNotWaitForEachOther() {
    for (char letter = 'a'; letter <= 'e'; letter++) {
      send(String.valueOf(letter));
      pass(100);
    }

    pass(DELAY_US - 500);
    assertThat(delivered()).isEqualTo("a");
    pass(100);
    assertThat(delivered()).isEqualTo("b");
    pass(300);
    assertThat(delivered()).isEqualTo("cde");
  }

  @Test
  void aLateTimerDelaysNothingBehindIt() {
    send("a");
    pass(500);
    send("b");

    pass(DELAY_US);
    assertThat(delivered()).isEqualTo("ab");
  }

  @Test
  void aShorterDelayHoldsForWhatIsOnItsWay() {
    send("a");
    pass(500);

    faults.delay(TimeUnit.MICROSECONDS.toNanos(600), Direction.TO_SERVER);
    relay.release();
    pass(99);
    assertThat(delivered()).isEmpty();
    pass(1);
    assertThat(delivered()).isEqualTo("a");
  }

  @Test
  void aLongerDelayOvertakesNothing() {
    send("a");
    faults.delay(TimeUnit.MICROSECONDS.toNanos(2 * DELAY_US), Direction.TO_SERVER);
    relay.release();
    send("b");
    faults.delay(0, Direction.TO_SERVER);
    send("c");

    assertThat(delivered()).isEqualTo("abc");
  }

  @Test
  void readsNoMoreWhileItHoldsALot() {
    faults.flow(Faults.Flow.HOLD, Direction.TO_SERVER);
    client.writeInbound(Unpooled.wrappedBuffer(new byte[4 << 20]));
    assertThat(client.config().isAutoRead()).isFalse();

    faults.heal();
    relay.release();
    assertThat(client.config().isAutoRead()).isTrue();
  }

  @Test
  void releasesWhatItHoldsWhenTheConnectionEnds() {
    ByteBuf held = Unpooled.copiedBuffer("a", StandardCharsets.UTF_8);
    client.writeInbound(held);

    relay.reset();
    assertThat(held.refCnt()).isZero();
  }
}
