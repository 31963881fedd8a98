package dev.flexidb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("F05: how many reads may be sent twice")
class HedgesTest {

  @Test
  void noMoreThanTheirShare() {
    Hedges hedges = new Hedges(0.05);

    long taken =
        IntStream.range(0, 10_000)
            .peek(read -> hedges.read())
            .filter(read -> hedges.take())
            .count();

    assertThat(taken).isEqualTo(500);
  }

  @Test
  void noMoreThanTenAreSavedUp() {
    Hedges hedges = new Hedges(0.5);
    IntStream.range(0, 1_000).forEach(read -> hedges.read());

    long taken = IntStream.range(0, 1_000).filter(read -> hedges.take()).count();

    assertThat(taken).isEqualTo(10);
  }
}
